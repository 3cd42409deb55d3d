import { bodyOf, client } from './http'
import type { OrganisationView } from './types'

export const getOrganisation = (id: number) =>
  bodyOf(client.GET('/api/v1/organisations/{id}', { params: { path: { id } } })) as Promise<OrganisationView>

export const listOrganisations = (query: { parent_id?: number; q?: string; page_size?: number }) =>
  bodyOf(client.GET('/api/v1/organisations', { params: { query } })) as Promise<{ items: OrganisationView[] }>
