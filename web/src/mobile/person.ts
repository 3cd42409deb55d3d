// Who is signed in on this phone.
import { shallowRef } from 'vue'
import { changePassword, signIn, signOut } from '@/api/auth'
import { session } from '@/api/http'
import type { SignedInUser } from '@/api/types'
import { recall } from '@/memory'

export const person = shallowRef<SignedInUser | null>(null)

let asked: Promise<SignedInUser | null> | undefined

/** Signs in silently with the cookie of an earlier visit. Guests, who never signed in here, cost no request. */
export function resume(): Promise<SignedInUser | null> {
  if (person.value || !recall<boolean>('signed-in')) return Promise.resolve(person.value)
  asked ??= session
    .renew()
    .then((user) => (person.value = user))
    .finally(() => (asked = undefined))
  return asked
}

export async function enter(username: string, password: string): Promise<SignedInUser> {
  person.value = session.start(await signIn({ username, password }))
  return person.value
}

/** Sets the person's own password; the old sessions end, and this one begins anew. */
export async function renewPassword(current: string, next: string) {
  await changePassword({ current_password: current, new_password: next })
  if (person.value) await enter(person.value.username, next)
}

export async function leave() {
  await signOut().finally(forget)
}

function forget() {
  session.end()
  person.value = null
}

session.onEnded = () => {
  forget()
  location.assign('/m/login')
}

export const may = (permission: SignedInUser['permissions'][number]) => person.value?.permissions.includes(permission) ?? false
