import { expect, it } from 'vitest'
import { nextSort } from './dataTable'

it('turns a column around when it is pressed again', () => {
  expect(nextSort('', { sort: 'name' })).toBe('name')
  expect(nextSort('name', { sort: 'name' })).toBe('-name')
  expect(nextSort('-name', { sort: 'name' })).toBe('name')
})
it('never asks a list for an order that it does not have', () => {
  expect(nextSort('due_at', { sort: 'due_at', ascendingOnly: true })).toBe('due_at')
  expect(nextSort('-reported_at', { sort: '-reported_at' })).toBe('-reported_at')
  expect(nextSort('due_at', { sort: '-reported_at' })).toBe('-reported_at')
})
