import { authorized, bodyOf, client, urlOf } from './http'
import type { Export } from './types'

export const listExports = () => bodyOf(client.GET('/api/v1/exports'))

/** Where the file of an export is fetched once it is done. */
export const exportFilePath = (id: number) => `/api/v1/exports/${id}/file`

/** Has the server make what a GET on the path would send at once. */
export async function askExport(path: string, query: Record<string, unknown>): Promise<Export> {
  const response = await authorized(new Request(urlOf(path, query), { method: 'POST' }))
  return (await response.json()) as Export
}
