import { authorized, bodyOf, client } from './http'
import type { Import, ImportMapping, QueryOf } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

export const listImports = () => bodyOf(client.GET('/api/v1/imports'))
export const getImport = (id: number) => bodyOf(client.GET('/api/v1/imports/{id}', byId(id)))
export const listImportFields = () => bodyOf(client.GET('/api/v1/import-fields'))

/** What each sheet seems to hold; for one sheet the header may be said. */
export const listSheets = (id: number, query: NonNullable<QueryOf<'/api/v1/imports/{id}/sheets'>> = {}) =>
  bodyOf(client.GET('/api/v1/imports/{id}/sheets', { params: { path: { id }, query } }))
export const checkImport = (id: number, body: { mapping: ImportMapping; remember?: boolean }) =>
  bodyOf(client.POST('/api/v1/imports/{id}/check', { ...byId(id), body }))
export const applyImport = (id: number, onlyGood: boolean) =>
  bodyOf(client.POST('/api/v1/imports/{id}/apply', { ...byId(id), body: { only_good: onlyGood } }))
export const listImportRows = (id: number, query: NonNullable<QueryOf<'/api/v1/imports/{id}/rows'>>) =>
  bodyOf(client.GET('/api/v1/imports/{id}/rows', { params: { path: { id }, query } }))

export async function uploadImport(file: File): Promise<Import> {
  const form = new FormData()
  form.append('file', file)
  const response = await authorized(new Request('/api/v1/imports', { method: 'POST', body: form }))
  return (await response.json()) as Import
}
