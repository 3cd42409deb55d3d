import { bodyOf, client } from './http'
import type { NewDisposal, QueryOf } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

export const listDisposals = (query: QueryOf<'/api/v1/disposals'>) => bodyOf(client.GET('/api/v1/disposals', { params: { query } }))
/** How many applications wait for the signed-in person's decision. */
export const waitingDisposals = () => bodyOf(client.GET('/api/v1/disposals/waiting'))
export const getDisposal = (id: number) => bodyOf(client.GET('/api/v1/disposals/{id}', byId(id)))
/** Where the devices of an application would still serve; for who decides. */
export const usesOfDisposal = (id: number) => bodyOf(client.GET('/api/v1/disposals/{id}/uses', byId(id)))
export const applyForDisposal = (body: NewDisposal) => bodyOf(client.POST('/api/v1/disposals', { body }))
export const approveDisposal = (id: number, body: { version: number; approval_no?: string; note?: string }) =>
  bodyOf(client.POST('/api/v1/disposals/{id}/approve', { ...byId(id), body }))
export const declineDisposal = (id: number, body: { version: number; note: string }) => bodyOf(client.POST('/api/v1/disposals/{id}/decline', { ...byId(id), body }))
export const withdrawDisposal = (id: number, body: { version: number }) => bodyOf(client.POST('/api/v1/disposals/{id}/withdraw', { ...byId(id), body }))
export const disposalSheetPath = (id: number) => `/api/v1/disposals/${id}/sheet`
