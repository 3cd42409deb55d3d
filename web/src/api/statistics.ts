import { bodyOf, client } from './http'
import type { QueryOf } from './types'

export const getStatistics = (query: QueryOf<'/api/v1/statistics'>) => bodyOf(client.GET('/api/v1/statistics', { params: { query } }))

/** The official form as a workbook, of the same schools as the table. */
export const reportPath = '/api/v1/statistics/report'

/** Every classroom and device of the same schools as a workbook, which the server makes. */
export const detailsPath = '/api/v1/statistics/details'

export const getTrend = (query: QueryOf<'/api/v1/statistics/trend'>) => bodyOf(client.GET('/api/v1/statistics/trend', { params: { query } }))

/** The trends of some children of a place, on the same days. */
export const getSides = (query: QueryOf<'/api/v1/statistics/trend/children'>, signal?: AbortSignal) => bodyOf(client.GET('/api/v1/statistics/trend/children', { params: { query }, signal }))

/** One rate of them as a workbook. */
export const sidesPath = '/api/v1/statistics/trend/children/workbook'

export const getComparison = (query: QueryOf<'/api/v1/statistics/comparison'>) => bodyOf(client.GET('/api/v1/statistics/comparison', { params: { query } }))

/** The same comparison as a workbook. */
export const comparisonPath = '/api/v1/statistics/comparison/workbook'
