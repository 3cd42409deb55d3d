import { bodyOf, client } from './http'
import type { NewPrice, PlanAims, QueryOf } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

/** What every measure costs at a place, and whose price that is. */
export const listPrices = (organisation: number) => bodyOf(client.GET('/api/v1/measure-prices', { params: { query: { organisation } } }))
/** Sets the prices that a bureau keeps; those that are not named stay as they are. */
export const setPrices = (organisation_id: number, prices: NewPrice[]) => bodyOf(client.POST('/api/v1/measure-prices', { body: { organisation_id, prices } }))

export const listPlans = (organisation?: number) => bodyOf(client.GET('/api/v1/renewal-plans', { params: { query: { organisation } } }))
export const getPlan = (id: number) => bodyOf(client.GET('/api/v1/renewal-plans/{id}', byId(id)))
export const createPlan = (organisation_id: number, aims: PlanAims) => bodyOf(client.POST('/api/v1/renewal-plans', { body: { organisation_id, ...aims } }))
/** Computes a plan from what there is now; without aims, towards the same as before. */
export const computePlan = (id: number, version: number, aims?: PlanAims) =>
  bodyOf(client.POST('/api/v1/renewal-plans/{id}/compute', { ...byId(id), body: { version, aims } }))
export const stopPlan = (id: number) => bodyOf(client.POST('/api/v1/renewal-plans/{id}/stop', byId(id)))
export const dropPlan = (id: number, version: number) => client.POST('/api/v1/renewal-plans/{id}/drop', { ...byId(id), body: { version } })

export const listPlanRooms = (id: number, query: QueryOf<'/api/v1/renewal-plans/{id}/rooms'>) =>
  bodyOf(client.GET('/api/v1/renewal-plans/{id}/rooms', { params: { path: { id }, query } }))
export const sumPlan = (id: number, by: 'school' | 'county') => bodyOf(client.GET('/api/v1/renewal-plans/{id}/sums', { params: { path: { id }, query: { by } } }))
/** Which idle devices, and which that a plan replaces, do in which classrooms of a county. */
export const getReuse = (organisation: number, plan_id?: number) => bodyOf(client.GET('/api/v1/reuse', { params: { query: { organisation, plan_id } } }))
export const planWorkbookPath = (id: number) => `/api/v1/renewal-plans/${id}/export`
