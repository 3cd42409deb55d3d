import { authorized, bodyOf, client, download, urlOf } from './http'
import type { OwnForm } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

/** Which figures fill a form: those of a place as they stand now, or a snapshot's. */
export interface FormSource {
  organisation?: number
  snapshot?: number
}

export const listForms = () => bodyOf(client.GET('/api/v1/forms'))
export const listFormFields = () => bodyOf(client.GET('/api/v1/forms/fields'))
export const getForm = (id: number) => bodyOf(client.GET('/api/v1/forms/{id}', byId(id)))
export const previewForm = (id: number, query: FormSource) => bodyOf(client.GET('/api/v1/forms/{id}/preview', { params: { path: { id }, query } }))
export const renameForm = (id: number, body: { name: string; version: number }) => bodyOf(client.PATCH('/api/v1/forms/{id}', { ...byId(id), body }))
export const dropForm = (id: number, version: number) => bodyOf(client.POST('/api/v1/forms/{id}/drop', { ...byId(id), body: { version } }))

export const downloadForm = (id: number, source: FormSource) => download(urlOf(`/api/v1/forms/${id}/workbook`, { ...source }))
export const downloadTemplate = (id: number) => download(`/api/v1/forms/${id}/template`)
export const downloadExample = () => download('/api/v1/forms/example')

export const addForm = (organisation: number, file: File) => send(urlOf('/api/v1/forms', { organisation }), file)
export const replaceForm = (id: number, version: number, file: File) => send(urlOf(`/api/v1/forms/${id}/replace`, { version }), file)

async function send(url: string, file: File): Promise<OwnForm> {
  const body = new FormData()
  body.append('file', file)
  return (await (await authorized(new Request(url, { method: 'POST', body }))).json()) as OwnForm
}
