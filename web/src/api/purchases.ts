import { authorized, bodyOf, client } from './http'
import type { PurchaseList, PurchaseOffer, QueryOf } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

export const listPurchases = (query: QueryOf<'/api/v1/purchases'>) => bodyOf(client.GET('/api/v1/purchases', { params: { query } }))
/** A purchase with the opinion of one check; without a version, of the latest. */
export const getPurchase = (id: number, version?: number) => bodyOf(client.GET('/api/v1/purchases/{id}', { params: { path: { id }, query: { version } } }))
export const checkPurchase = (organisation_id: number, offer: PurchaseOffer) => bodyOf(client.POST('/api/v1/purchases', { body: { organisation_id, ...offer } }))
export const recheckPurchase = (id: number, version: number, offer: PurchaseOffer) =>
  bodyOf(client.POST('/api/v1/purchases/{id}/check', { ...byId(id), body: { version, ...offer } }))
export const opinionPath = (id: number) => `/api/v1/purchases/${id}/opinion`
export const listTemplatePath = '/api/v1/purchase-lists/template'

/** What a spreadsheet says, to look over; nothing is kept. */
export async function readPurchaseList(file: File): Promise<PurchaseList> {
  const form = new FormData()
  form.append('file', file)
  const response = await authorized(new Request('/api/v1/purchase-lists', { method: 'POST', body: form }))
  return (await response.json()) as PurchaseList
}
