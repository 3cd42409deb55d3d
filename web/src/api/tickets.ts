import { authorized, bodyOf, client } from './http'
import type { Photo, QueryOf, TicketReport } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

export const listTickets = (query: QueryOf<'/api/v1/tickets'>) => bodyOf(client.GET('/api/v1/tickets', { params: { query } }))
export const countTickets = (query: QueryOf<'/api/v1/tickets/counts'>) =>
  bodyOf(client.GET('/api/v1/tickets/counts', { params: { query } }))
export const getTicket = (id: number) => bodyOf(client.GET('/api/v1/tickets/{id}', byId(id)))
export const listFaults = () => bodyOf(client.GET('/api/v1/faults'))
export const listTechnicians = (id: number) => bodyOf(client.GET('/api/v1/tickets/{id}/technicians', byId(id)))

/** Reports a fault. The key makes a repeated attempt the same report. */
export const reportFault = (body: TicketReport, key: string) =>
  bodyOf(client.POST('/api/v1/tickets', { params: { header: { 'Idempotency-Key': key } }, body }))

export const acceptTicket = (id: number, body: { version: number }) => bodyOf(client.POST('/api/v1/tickets/{id}/accept', { ...byId(id), body }))
export const dispatchTicket = (id: number, body: { version: number; technician_id: number; note?: string }) =>
  bodyOf(client.POST('/api/v1/tickets/{id}/dispatch', { ...byId(id), body }))
export const finishTicket = (
  id: number,
  body: { version: number; outcome: 'repaired' | 'replaced' | 'scrap'; remedy: string; cause?: string; parts?: string },
) => bodyOf(client.POST('/api/v1/tickets/{id}/finish', { ...byId(id), body }))

export type NoteAction = 'confirm' | 'return' | 'reopen' | 'cancel' | 'note'
/** The moves that need nothing but, at most, a note. */
export const moveTicket = (id: number, action: NoteAction, body: { version: number; note?: string }) =>
  bodyOf(client.POST(`/api/v1/tickets/{id}/${action}`, { ...byId(id), body }))

export async function addPhoto(id: number, stage: string, file: File): Promise<Photo> {
  const form = new FormData()
  form.append('stage', stage)
  form.append('photo', file)
  const response = await authorized(new Request(`/api/v1/tickets/${id}/photos`, { method: 'POST', body: form }))
  return (await response.json()) as Photo
}

/** A photo as an object URL; the caller revokes it. */
export async function loadPhoto(id: number): Promise<string> {
  const response = await authorized(new Request(`/api/v1/photos/${id}`))
  return URL.createObjectURL(await response.blob())
}
