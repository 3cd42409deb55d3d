import { bodyOf, client } from './http'
import type { QueryOf } from './types'

export const getStatistics = (query: QueryOf<'/api/v1/statistics'>) => bodyOf(client.GET('/api/v1/statistics', { params: { query } }))

/** The official form as a workbook, of the same schools as the table. */
export const reportPath = '/api/v1/statistics/report'

/** Every classroom and device of the same schools as a workbook, which the server makes. */
export const detailsPath = '/api/v1/statistics/details'
