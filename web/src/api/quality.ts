import { bodyOf, client } from './http'
import type { Finding, QueryOf } from './types'

/** How good the data of a place is: by the places below, and by rule. */
export const getQuality = (query: QueryOf<'/api/v1/quality'>) => bodyOf(client.GET('/api/v1/quality', { params: { query } }))
export const listFindings = (query: QueryOf<'/api/v1/quality/findings'>) => bodyOf(client.GET('/api/v1/quality/findings', { params: { query } }))

/** Sets one field of all that was found, which are devices or classrooms. */
export function mend(field: string, value: string, found: Finding[]) {
  if (found[0]?.device_id)
    return bodyOf(client.POST('/api/v1/quality/devices', { body: { field, value, rows: found.map(({ device_id, version }) => ({ device_id, version })) } }))
  return bodyOf(client.POST('/api/v1/quality/classrooms', { body: { field, value, rows: found.map(({ classroom_id, version }) => ({ classroom_id, version })) } }))
}

/** Makes one of two rows about the same thing: the duplicate is merged into the kept one. */
export function merge(kept: Finding, { device_id, classroom_id, version }: Finding) {
  if (device_id)
    return bodyOf(
      client.POST('/api/v1/devices/{id}/merge', { params: { path: { id: kept.device_id } }, body: { version: kept.version, duplicate: { device_id, version } } }),
    )
  return bodyOf(
    client.POST('/api/v1/classrooms/{id}/merge', { params: { path: { id: kept.classroom_id } }, body: { version: kept.version, duplicate: { classroom_id, version } } }),
  )
}

/** The rows to complete as a workbook, for the import. */
export const workbookPath = '/api/v1/quality/workbook'
