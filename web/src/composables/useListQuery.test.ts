import { describe, expect, it } from 'vitest'
import { readQuery, writeQuery } from './useListQuery'

const defaults = { q: '', page: 1, state: [] as string[], open_only: false, sort: '-created_at' }

describe('readQuery', () => {
  it('gives the defaults for an empty address', () => expect(readQuery({}, defaults)).toEqual(defaults))
  it('reads one value and several alike into a list', () => {
    expect(readQuery({ state: 'damaged' }, defaults).state).toEqual(['damaged'])
    expect(readQuery({ state: ['damaged', 'idle'] }, defaults).state).toEqual(['damaged', 'idle'])
  })
  it('falls back on the default page when the address was mangled', () => {
    expect(readQuery({ page: 'x' }, defaults).page).toBe(1)
    expect(readQuery({ page: '' }, defaults).page).toBe(1)
  })
  it('ignores names it does not know', () => expect(readQuery({ organisation: '7' }, defaults)).toEqual(defaults))
})

describe('writeQuery', () => {
  it('leaves defaults out and other names alone', () => {
    expect(writeQuery({ organisation: '7', page: '3' }, { page: 1, q: '希沃' }, defaults)).toEqual({ organisation: '7', q: '希沃' })
  })
  it('removes a filter that was emptied', () => {
    expect(writeQuery({ state: ['damaged', 'idle'] }, { state: [] }, defaults)).toEqual({})
  })
})
