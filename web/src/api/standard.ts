import { bodyOf, client } from './http'
import type { QueryOf } from './types'

/** The standard in force, and how its ambiguous places are read in the province and where one looks. */
export const getStandard = (query: QueryOf<'/api/v1/standards'>) => bodyOf(client.GET('/api/v1/standards', { params: { query } }))
/** Its clauses, with how many in the place fail each. */
export const listCriteria = (query: QueryOf<'/api/v1/criteria'>) => bodyOf(client.GET('/api/v1/criteria', { params: { query } }))

export const switchReadings = (readings: Record<string, string>) => bodyOf(client.POST('/api/v1/standards/readings', { body: { readings } }))
/** What other readings would change in a place; changes nothing. */
export const previewReadings = (organisation_id: number, readings: Record<string, string>) =>
  bodyOf(client.POST('/api/v1/standards/readings/preview', { body: { organisation_id, readings } }))

/** How the judging of all schools anew stands, or how the last one ended. */
export const getEvaluation = () => bodyOf(client.GET('/api/v1/evaluation'))
export const requestEvaluation = () => bodyOf(client.POST('/api/v1/evaluation'))
