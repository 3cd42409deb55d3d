import { bodyOf, client } from './http'
import type { NewOrganisation, Organisation, OrganisationChange } from './types'

/** A place with all above it, from the province down. */
export const getOrganisation = (id: number) => bodyOf(client.GET('/api/v1/organisations/{id}', { params: { path: { id } } }))

/** The direct children of a place, or what is found by name, former name or code. */
export const listOrganisations = (query: { parent_id?: number; q?: string }): Promise<Organisation[]> =>
  bodyOf(client.GET('/api/v1/organisations', { params: { query } }))

const byId = (id: number) => ({ params: { path: { id } } })

/** Cities, counties and zones without the schools: children of a place, or all that a search finds. */
export const listBureaus = (query: { parent_id?: number; q?: string; retired?: boolean }): Promise<Organisation[]> =>
  bodyOf(client.GET('/api/v1/organisations', { params: { query: { ...query, bureaus: true } } }))
export const createOrganisation = (body: NewOrganisation) => bodyOf(client.POST('/api/v1/organisations', { body }))
export const changeOrganisation = (id: number, body: OrganisationChange) => bodyOf(client.PATCH('/api/v1/organisations/{id}', { ...byId(id), body }))
/** Dissolves a place into another of its level, to which all below it then reports. */
export const mergeOrganisation = (id: number, body: { organisation_id: number; version: number }) =>
  bodyOf(client.POST('/api/v1/organisations/{id}/merge', { ...byId(id), body }))
