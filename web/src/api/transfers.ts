import { bodyOf, client } from './http'
import type { DeviceCondition, NewTransferMove, QueryOf } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

export const listTransfers = (query: QueryOf<'/api/v1/transfers'>) => bodyOf(client.GET('/api/v1/transfers', { params: { query } }))
/** How many orders wait for something that the signed-in person can do. */
export const waitingTransfers = () => bodyOf(client.GET('/api/v1/transfers/waiting'))
export const getTransfer = (id: number) => bodyOf(client.GET('/api/v1/transfers/{id}', byId(id)))
/** Makes one order for each pair of schools. */
export const proposeTransfers = (moves: NewTransferMove[], reason: string) => bodyOf(client.POST('/api/v1/transfers', { body: { moves, reason } }))

export type TransferStep = 'approve' | 'decline' | 'withdraw' | 'cancel'
/** The moves that need nothing but, at most, a note. */
export const moveTransfer = (id: number, step: TransferStep, body: { version: number; note?: string }) =>
  bodyOf(client.POST(`/api/v1/transfers/{id}/${step}`, { ...byId(id), body }))
export const handOverTransfer = (id: number, body: { version: number; signer?: string; note?: string; conditions?: DeviceCondition[] }) =>
  bodyOf(client.POST('/api/v1/transfers/{id}/hand-over', { ...byId(id), body }))
export const receiveTransfer = (id: number, body: { version: number; label: string; classroom_id?: number; signer?: string; note?: string }) =>
  bodyOf(client.POST('/api/v1/transfers/{id}/receive', { ...byId(id), body }))
export const rejectTransfer = (id: number, body: { version: number; device_id: number; note: string }) =>
  bodyOf(client.POST('/api/v1/transfers/{id}/reject', { ...byId(id), body }))
export const transferSheetPath = (id: number) => `/api/v1/transfers/${id}/sheet`
