import createClient from 'openapi-fetch'
import { remember } from '@/memory'
import { problemOf } from './problem'
import type { paths } from './schema'
import { exclusively, type Signed, TokenSession } from './session'
import type { SignedInUser } from './types'

async function renew(): Promise<Signed<SignedInUser> | null> {
  const response = await fetch('/api/v1/auth/refresh', { method: 'POST' })
  if (response.status === 401) return null
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Signed<SignedInUser>
}

/** Who is signed in on this tab. */
export const session = new TokenSession<SignedInUser>({ renew, exclusively, note: (signedIn) => remember('signed-in', signedIn) })

function send(request: Request): Promise<Response> {
  if (session.accessToken) request.headers.set('Authorization', `Bearer ${session.accessToken}`)
  return fetch(request)
}

/** fetch as the signed-in person: an expired token is renewed once, and anything but success throws a Problem. */
export async function authorized(request: Request): Promise<Response> {
  const again = request.clone()
  const hadToken = session.accessToken !== ''
  let response = await send(request)
  if (response.status === 401 && hadToken && (await session.renew())) response = await send(again)
  if (!response.ok) throw await problemOf(response)
  return response
}

/** The API, typed from docs/openapi.json. A list in a query is one parameter: status=open,working. */
export const client = createClient<paths>({
  fetch: authorized,
  querySerializer: { array: { style: 'form', explode: false } },
})

/** The body of a successful answer. */
export async function bodyOf<R extends { data?: unknown }>(call: Promise<R>): Promise<NonNullable<R['data']>> {
  return (await call).data as NonNullable<R['data']>
}

/** Saves the file that the URL answers with, under the name the server gives it. */
export async function download(url: string, init?: RequestInit): Promise<void> {
  const response = await authorized(new Request(url, init))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = fileName(response.headers.get('Content-Disposition') ?? '')
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The name in a Content-Disposition header; Chinese names come as filename*=UTF-8''… */
export function fileName(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (encoded) return decodeURIComponent(encoded)
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? '下载'
}

/** The parameters that say something: an empty text, an empty list and false ask for nothing. */
export function given<Query>(params: Record<string, unknown>): Query {
  const says = (v: unknown) => v !== undefined && v !== null && v !== '' && v !== false && !(Array.isArray(v) && v.length === 0)
  return Object.fromEntries(Object.entries(params).filter(([, v]) => says(v))) as Query
}

/** An address with its query; a list is one parameter, with commas. */
export function urlOf(path: string, query: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(given<Record<string, unknown>>(query))) {
    search.append(key, String(value))
  }
  return search.toString() ? `${path}?${search}` : path
}
