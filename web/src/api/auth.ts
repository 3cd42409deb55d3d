import { bodyOf, client } from './http'
import type { Signed } from './session'
import type { SignedInUser } from './types'

export const signIn = (body: { username: string; password: string }) =>
  bodyOf(client.POST('/api/v1/auth/login', { body })) as Promise<Signed<SignedInUser>>

export const signOut = () => client.POST('/api/v1/auth/logout', {})

export const changePassword = (body: { current_password: string; new_password: string }) =>
  client.POST('/api/v1/me/password', { body })
