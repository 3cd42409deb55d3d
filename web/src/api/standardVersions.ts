import { bodyOf, client } from './http'
import type { Amendments } from './types'

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
/** How one county, or one school, would stand under a draft. */
export const tryVersion = (id: number, organisation: number, signal?: AbortSignal) =>
  bodyOf(client.GET('/api/v1/standard-versions/{id}/trial', { params: { path: { id }, query: { organisation } }, signal }))

type Subject = 'host' | 'display' | 'camera' | 'audio' | 'outputs' | 'inputs' | 'classroom' | 'school'
export interface RuleBody {
  rule: string
  subject: Subject
  criterion: string
  classroom_id: number
}
export const checkRule = (id: number, body: RuleBody, signal?: AbortSignal) => bodyOf(client.POST('/api/v1/standard-versions/{id}/check-rule', { ...byId(id), body, signal }))
export const listFacts = (subject: Subject) => bodyOf(client.GET('/api/v1/standard-facts', { params: { query: { subject } } }))
