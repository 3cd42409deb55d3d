import { describe, expect, it } from 'vitest'
import type { Amendable } from '@/api/types'
import { withAddition, withAmendment, withFigure, withReading, withValue } from './amend'

const memory = {
  values: [
    { name: 'doubtful', term: '', value: 2.9, direction: 'higher' },
    { name: 'limit', term: '', value: 4, direction: 'higher' },
    { name: 'visible', term: '', value: 3.1, direction: 'higher' },
  ],
} as Amendable

describe('withValue', () => {
  it('moves what is measured in proportion', () => expect(withValue(memory, {}, 'limit', 8)).toEqual({ limit: 8, visible: 6.2, doubtful: 5.8 }))
  it('goes on moving it', () => expect(withValue(memory, { limit: 8, visible: 6.2, doubtful: 5.8 }, 'limit', 16)).toEqual({ limit: 16, visible: 12.4, doubtful: 11.6 }))
  it('leaves alone what somebody has set', () => expect(withValue(memory, { limit: 8, visible: 7.5, doubtful: 5.8 }, 'limit', 16)).toMatchObject({ visible: 7.5 }))
  it('moves nothing else for a follower', () => expect(withValue(memory, {}, 'visible', 3.5)).toEqual({ visible: 3.5 }))
})

describe('withFigure', () => {
  it.each([
    ['内存 ≥ 4 GB', 4, 8, '内存 ≥ 8 GB'],
    ['内存不足 4 GB。', 4, 8, '内存不足 8 GB。'],
    ['硬盘 ≥ 128 GB，其中 28 GB 可用', 28, 40, '硬盘 ≥ 128 GB，其中 40 GB 可用'],
    ['主频 ≥ 3.4 GHz 4 核', 4, 6, '主频 ≥ 3.4 GHz 6 核'],
    ['主频 ≥ 3.4 GHz', 3.4, 3.6, '主频 ≥ 3.6 GHz'],
  ])('%s', (text, before, after, want) => expect(withFigure(text, before, after)).toBe(want))
})

describe('amendments', () => {
  const amendment = { criterion: 'A', required: 'x', failure: '', mend: '' }
  it('has one amendment of a criterion', () => expect(withAmendment({ changed: [amendment] }, 'A', { ...amendment, required: 'y' }).changed).toEqual([{ ...amendment, required: 'y' }]))
  it('gives one up', () => expect(withAmendment({ changed: [amendment] }, 'A', undefined).changed).toEqual([]))
  it('writes down only readings that differ', () => {
    expect(withReading({ readings: { b: 'z' } }, 'a', 'x', 'y').readings).toEqual({ a: 'x', b: 'z' })
    expect(withReading({ readings: { a: 'x', b: 'z' } }, 'a', 'y', 'y').readings).toEqual({ b: 'z' })
  })
  it('removes an addition', () => expect(withAddition({ added: [] }, 0, undefined).added).toEqual([]))
})
