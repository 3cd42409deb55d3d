// The operations that the phone uses, typed from docs/openapi.json.
import { authorized, bodyOf, client } from '@/api/http'
import { asProblem, Problem } from '@/api/problem'
import type { components, paths } from '@/api/schema'

type Schemas = components['schemas']
export type Label = Schemas['LabelPage']
export type Fault = Schemas['FaultView']
export type Progress = Schemas['ProgressView']
export type Ticket = Schemas['TicketView']
export type TicketDetail = Schemas['TicketDetail']
export type Technician = Schemas['TechnicianView']
export type TicketCounts = Schemas['TicketCounts']
export type Arriving = Schemas['ArrivingView']
export type Classroom = Schemas['ClassroomView']
export type TicketFilter = NonNullable<paths['/api/v1/tickets']['get']['parameters']['query']>

/** Fewer seconds would give up on village lines, more would keep a person waiting for nothing. */
const patience = 25_000

/** Ends a request that a weak network never answers; sending again is safe, since the server knows a retry. */
async function patiently<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), patience)
  try {
    return await work(stop.signal)
  } catch (error) {
    if (stop.signal.aborted) throw new Problem(0, 'slow', '网络太慢，没有等到回应。请再点一次，不会重复报修。')
    throw asProblem(error)
  } finally {
    clearTimeout(timer)
  }
}

export const getLabel = (token: string) =>
  patiently((signal) => bodyOf(client.GET('/api/v1/public/labels/{token}', { params: { path: { token } }, signal })))

export interface GuestReport {
  fault: string
  description: string
  reporter_phone: string
}

export const reportAsGuest = (token: string, key: string, body: GuestReport) =>
  patiently((signal) =>
    bodyOf(
      client.POST('/api/v1/public/labels/{token}/tickets', {
        params: { path: { token }, header: { 'Idempotency-Key': key } },
        body,
        signal,
      }),
    ),
  )

export const reportSignedIn = (token: string, key: string, body: GuestReport) =>
  patiently((signal) =>
    bodyOf(
      client.POST('/api/v1/tickets', {
        params: { header: { 'Idempotency-Key': key } },
        body: { label_token: token, ...body },
        signal,
      }),
    ),
  )

export const getProgress = (follow: string) =>
  patiently((signal) => bodyOf(client.GET('/api/v1/public/tickets/{follow}', { params: { path: { follow } }, signal })))

function upload(url: string, photo: Blob, stage?: string) {
  const form = new FormData()
  if (stage) form.append('stage', stage)
  form.append('photo', photo, 'photo.jpg')
  return authorized(new Request(url, { method: 'POST', body: form })).catch((error) => {
    throw asProblem(error)
  })
}

export const addGuestPhoto = (follow: string, photo: Blob) => upload(`/api/v1/public/tickets/${follow}/photos`, photo)
export const addPhoto = (id: number, stage: string, photo: Blob) => upload(`/api/v1/tickets/${id}/photos`, photo, stage)
export const getPhoto = async (id: number) => (await authorized(new Request(`/api/v1/photos/${id}`))).blob()

export const listTickets = (query: TicketFilter) => patiently((signal) => bodyOf(client.GET('/api/v1/tickets', { params: { query }, signal })))
export const countTickets = (query: { whose?: TicketFilter['whose'] }) =>
  patiently((signal) => bodyOf(client.GET('/api/v1/tickets/counts', { params: { query }, signal })))
export const getTicket = (id: number) =>
  patiently((signal) => bodyOf(client.GET('/api/v1/tickets/{id}', { params: { path: { id } }, signal })))
export const listTechnicians = (id: number) =>
  patiently((signal) => bodyOf(client.GET('/api/v1/tickets/{id}/technicians', { params: { path: { id } }, signal })))

/** The device with the label that is to be received; a 404 where nothing is. */
export const getArriving = (label: string) =>
  patiently((signal) => bodyOf(client.GET('/api/v1/transfers/arriving', { params: { query: { label } }, signal })))
export const listRooms = (school_id: number) =>
  patiently((signal) => bodyOf(client.GET('/api/v1/classrooms', { params: { query: { school_id, page_size: 200 } }, signal })))

const at = (id: number) => ({ params: { path: { id } } })

export const accept = (id: number, version: number) => bodyOf(client.POST('/api/v1/tickets/{id}/accept', { ...at(id), body: { version } }))
export const dispatch = (id: number, version: number, technician_id: number) =>
  bodyOf(client.POST('/api/v1/tickets/{id}/dispatch', { ...at(id), body: { version, technician_id } }))
export const finish = (id: number, body: Schemas['FinishInputBody']) =>
  bodyOf(client.POST('/api/v1/tickets/{id}/finish', { ...at(id), body }))

export const receive = (id: number, body: Schemas['ReceiveInputBody']) =>
  bodyOf(client.POST('/api/v1/transfers/{id}/receive', { ...at(id), body }))
export const reject = (id: number, body: Schemas['RejectInputBody']) =>
  bodyOf(client.POST('/api/v1/transfers/{id}/reject', { ...at(id), body }))

/** The actions that take a word of explanation and nothing else. */
export type Said = 'confirm' | 'return' | 'reopen' | 'cancel' | 'note'

const said = {
  confirm: '/api/v1/tickets/{id}/confirm',
  return: '/api/v1/tickets/{id}/return',
  reopen: '/api/v1/tickets/{id}/reopen',
  cancel: '/api/v1/tickets/{id}/cancel',
  note: '/api/v1/tickets/{id}/note',
} as const

export const say = (action: Said, id: number, version: number, note: string) =>
  bodyOf(client.POST(said[action], { ...at(id), body: { version, note } }))
