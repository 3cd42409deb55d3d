import { expect, it } from 'vitest'
import type { Figure, StatisticsRow } from '@/api/types'
import { countOf, figureLink } from './figures'

const table = { filter: { organisation: '7', counted: 'true' } }
const figure: Figure = { name: 'suites.failed', label: '不达标', unit: '套', list: 'classrooms', filter: { grade: 'fail' }, key: '' }

it('puts the filters of table, row and figure together, the narrower winning', () => {
  expect(figureLink(table, { key: '12', filter: { organisation: '12' } }, figure)).toEqual({
    name: 'classrooms',
    query: { organisation: '12', counted: 'true', grade: 'fail' },
  })
})
it('asks for the criterion of the row where the figure takes it, and not for the totals', () => {
  const byCriterion = { ...figure, key: 'criterion', filter: {} }
  expect(figureLink(table, { key: 'HW-MIN-RAM', filter: {} }, byCriterion)).toMatchObject({ query: { criterion: 'HW-MIN-RAM' } })
  expect(figureLink(table, { key: '', filter: {} }, byCriterion)).toEqual({ name: 'classrooms', query: table.filter })
})
it('reads the count that a name points at', () => {
  expect(countOf({ schools: 3, suites: { failed: 5 } } as StatisticsRow, 'suites.failed')).toBe(5)
  expect(countOf({ schools: 3 } as StatisticsRow, 'schools')).toBe(3)
})
