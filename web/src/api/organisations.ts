import { bodyOf, client } from './http'
import type { Organisation } from './types'

/** A place with all above it, from the province down. */
export const getOrganisation = (id: number) => bodyOf(client.GET('/api/v1/organisations/{id}', { params: { path: { id } } }))

/** The direct children of a place, or what is found by name, former name or code. */
export const listOrganisations = (query: { parent_id?: number; q?: string }): Promise<Organisation[]> =>
  bodyOf(client.GET('/api/v1/organisations', { params: { query } }))
