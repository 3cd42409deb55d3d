import { expect, test } from 'vitest'
import { client, urlOf } from './http'

test('a filter of several values is one parameter with commas, of which the server reads all', async () => {
  let asked = ''
  const status: ('open' | 'working')[] = ['open', 'working']
  await client.GET('/api/v1/tickets', {
    baseUrl: 'http://localhost',
    params: { query: { status } },
    fetch: async (request) => {
      asked = request.url
      return Response.json({ items: [], total: 0 })
    },
  })
  expect(new URL(asked).searchParams.getAll('status')).toEqual(['open,working'])
  const link = new URL(urlOf('/api/v1/tickets/export', { status }), 'http://localhost')
  expect(link.searchParams.getAll('status')).toEqual(['open,working'])
})
