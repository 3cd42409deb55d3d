import { expect, it } from 'vitest'
import type { Export } from '@/api/types'
import { progressOf, sizeOf } from './exports'

const running = (done: number, total: number) => ({ status: 'running', done, total }) as Export

it('never says that all is done before the file is there', () => {
  expect(progressOf(running(1, 3))).toBe(33)
  expect(progressOf(running(3, 3))).toBe(99)
  expect(progressOf(running(0, 0))).toBe(50)
})

it('writes sizes as people read them', () => {
  expect(sizeOf(300)).toBe('1 KB')
  expect(sizeOf(151_200)).toBe('151 KB')
  expect(sizeOf(96_460_000)).toBe('96.5 MB')
})
