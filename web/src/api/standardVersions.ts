import { bodyOf, client } from './http'
import type { Amendments, QueryOf } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

/** The standard of a place: what the places above ask, its own versions, and which places below have some. */
export const listVersions = (organisation: number) => bodyOf(client.GET('/api/v1/standard-versions', { params: { query: { organisation } } }))
/** Begins a draft as a copy of a version, or of nothing if version_id is 0. */
export const draftVersion = (organisation_id: number, version_id: number) => bodyOf(client.POST('/api/v1/standard-versions', { body: { organisation_id, version_id } }))
export const getVersion = (id: number) => bodyOf(client.GET('/api/v1/standard-versions/{id}', byId(id)))

export interface DraftBody {
  version: number
  name: string
  document: string
  note: string
  amendments: Amendments
}
export const changeVersion = (id: number, body: DraftBody) => bodyOf(client.PATCH('/api/v1/standard-versions/{id}', { ...byId(id), body }))
export const dropVersion = (id: number, version: number) => bodyOf(client.POST('/api/v1/standard-versions/{id}/drop', { ...byId(id), body: { version } }))
export const enforceVersion = (id: number, version: number, from: string) =>
  bodyOf(client.POST('/api/v1/standard-versions/{id}/enforce', { ...byId(id), body: { version, from } }))
/** Takes a decision back before its day; what it asks is a draft again, with another id. */
export const withdrawVersion = (id: number, version: number) => bodyOf(client.POST('/api/v1/standard-versions/{id}/withdraw', { ...byId(id), body: { version } }))
/** How the trial of a draft stands, and what it has found. */
export const getTrial = (id: number) => bodyOf(client.GET('/api/v1/standard-versions/{id}/trial', byId(id)))
/** Has the server try a draft out on every school of its place. */
export const askTrial = (id: number, version: number) => bodyOf(client.POST('/api/v1/standard-versions/{id}/trial', { ...byId(id), body: { version } }))
export const stopTrial = (id: number) => bodyOf(client.POST('/api/v1/standard-versions/{id}/trial/stop', byId(id)))
/** The schools where a trial has found a change. */
export const listTriedSchools = (id: number, query: QueryOf<'/api/v1/standard-versions/{id}/trial/schools'>, signal?: AbortSignal) =>
  bodyOf(client.GET('/api/v1/standard-versions/{id}/trial/schools', { params: { path: { id }, query }, signal }))
/** The rooms of a school where a draft would change something, as of now. */
export const listTriedRooms = (id: number, school_id: number, signal?: AbortSignal) =>
  bodyOf(client.GET('/api/v1/standard-versions/{id}/trial/rooms', { params: { path: { id }, query: { school_id } }, signal }))

type Subject = 'host' | 'display' | 'camera' | 'audio' | 'outputs' | 'inputs' | 'classroom' | 'school'
export interface RuleBody {
  rule: string
  subject: Subject
  criterion: string
  classroom_id: number
}
export const checkRule = (id: number, body: RuleBody, signal?: AbortSignal) => bodyOf(client.POST('/api/v1/standard-versions/{id}/check-rule', { ...byId(id), body, signal }))
export const listFacts = (subject: Subject) => bodyOf(client.GET('/api/v1/standard-facts', { params: { query: { subject } } }))
