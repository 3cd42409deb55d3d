import { describe, expect, it } from 'vitest'
import { specLines } from './specLines'

const values = (specs: Parameters<typeof specLines>[0]) => Object.fromEntries(specLines(specs).map((l) => [l.title, l.value]))

describe('specLines', () => {
  it('has no line for what is not known, and one for what is known to be none', () => {
    expect(values({ host: {} })).toEqual({})
    expect(values({ host: { nic_mbps: 0 } })).toEqual({ 有线网卡: '没有' })
    expect(values({ camera: { present: false } })).toEqual({ 摄像头: '没有' })
  })
  it('writes sizes as they are sold', () => {
    expect(values({ host: { memory_mib: 8192, disks: [{ kind: 'ssd', size_mb: 256060 }, { size_mb: 1_000_000 }] } })).toEqual({
      内存: '8 GB',
      硬盘: '256 GB 固态，1 TB',
    })
  })
  it('says where a fact comes from', () => {
    const [line] = specLines({ host: { memory_mib: 4096 }, sources: { 'host.memory_mib': { source: 'agent', on: '2024-11-20' } } })
    expect(line?.source).toBe('采集程序 2024-11-20')
  })
  it('does not call an unlicensed program missing', () => {
    expect(values({ software: { os: { name: 'Windows 10', present: true, licensed: false } } })).toEqual({ 操作系统: 'Windows 10（非正版）' })
  })
})
