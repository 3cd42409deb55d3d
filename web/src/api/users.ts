import { bodyOf, client } from './http'
import type { NewUser, QueryOf, UserChange } from './types'

const byId = (id: number) => ({ params: { path: { id } } })

export const listUsers = (query: QueryOf<'/api/v1/users'>) => bodyOf(client.GET('/api/v1/users', { params: { query } }))
export const createUser = (body: NewUser) => bodyOf(client.POST('/api/v1/users', { body }))
export const changeUser = (id: number, body: UserChange) => bodyOf(client.PATCH('/api/v1/users/{id}', { ...byId(id), body }))
/** Gives the user a new initial password, which is shown once. */
export const resetPassword = (id: number) => bodyOf(client.POST('/api/v1/users/{id}/password', byId(id)))
export const listRoles = () => bodyOf(client.GET('/api/v1/roles'))
