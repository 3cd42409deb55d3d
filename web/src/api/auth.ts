import { bodyOf, client } from './http'

export const signIn = (body: { username: string; password: string }) => bodyOf(client.POST('/api/v1/auth/login', { body }))
export const signOut = () => client.POST('/api/v1/auth/logout')
export const changePassword = (body: { current_password: string; new_password: string }) =>
  client.POST('/api/v1/me/password', { body })
