import { bodyOf, client } from './http'
import type { QueryOf } from './types'

/** The newest entries; `before` goes on from an entry to the older ones. */
export const listAudit = (query: QueryOf<'/api/v1/audit'>) => bodyOf(client.GET('/api/v1/audit', { params: { query } }))

/** The actions and subjects that the log can be narrowed to. */
export const auditWords = () => bodyOf(client.GET('/api/v1/audit/words'))
