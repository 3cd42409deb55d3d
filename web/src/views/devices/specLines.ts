import type { Specs } from '@/api/types'
import { formatClock, formatDate, formatDisk, formatMemory } from '@/format'
import { sourceLabels } from '@/labels'

export interface SpecLine {
  section: string
  title: string
  value: string
  /** Where the fact comes from, and of what day it is. */
  source: string
}

const yesNo = (v: boolean | undefined) => (v === undefined ? undefined : v ? '有' : '没有')
const times = (n: number | undefined, unit: string) => (n === undefined ? undefined : `${n} ${unit}`)

const softwareTitles = {
  os: '操作系统',
  office: '办公软件',
  browser: '浏览器',
  antivirus: '杀毒软件',
  popup_blocker: '弹窗拦截',
  remote: '远程集中管理',
  restore: '还原保护',
  monitor: '运行监测客户端',
  teaching: '互动教学软件',
} as const
const portTitles: Record<string, string> = { usb: 'USB', usb3: 'USB 3.0', type_c: 'Type-C', hdmi: 'HDMI', vga: 'VGA' }
const directions: Record<string, string> = { in: '输入', out: '输出', both: '' }

/** What is known of a device, line by line; what is not known has no line. */
export function specLines(specs: Specs): SpecLine[] {
  const lines: SpecLine[] = []
  const add = (section: string, field: string, title: string, value: string | undefined) => {
    if (value === undefined || value === '' || value === '—') return
    const origin = specs.sources?.[field]
    const source = origin ? [sourceLabels.of(origin.source), origin.on && formatDate(origin.on)].filter(Boolean).join(' ') : ''
    lines.push({ section, title, value, source })
  }
  const { host, display, camera, audio, software, ports } = specs
  if (host) {
    add('主机', 'host.cpu_model', '处理器', host.cpu_model)
    const cores = [times(host.cpu_cores, '核'), times(host.cpu_threads, '线程')].filter(Boolean).join(' ')
    add('主机', 'host.cpu_cores', '核心与线程', cores)
    add('主机', 'host.cpu_base_mhz', '基准频率', formatClock(host.cpu_base_mhz))
    add('主机', 'host.memory_mib', '内存', formatMemory(host.memory_mib))
    const disks = host.disks?.map((d) => [formatDisk(d.size_mb), d.kind === 'ssd' ? '固态' : d.kind === 'hdd' ? '机械' : ''].join(' ').trim())
    add('主机', 'host.disks', '硬盘', disks?.join('，'))
    add('主机', 'host.system_free_bytes', '系统盘可用', host.system_free_bytes === undefined ? undefined : `${(host.system_free_bytes / 2 ** 30).toFixed(2)} GB`)
    add('主机', 'host.gpu', '显卡', { integrated: '集成显卡', discrete: '独立显卡', none: '没有' }[host.gpu ?? ''])
    add('主机', 'host.gpu_memory_mib', '显存', formatMemory(host.gpu_memory_mib))
    add('主机', 'host.nic_mbps', '有线网卡', host.nic_mbps === undefined ? undefined : host.nic_mbps === 0 ? '没有' : `${host.nic_mbps}M`)
  }
  if (display) {
    const size = times(display.size_inches ?? display.visible_inches, '英寸')
    add('显示', 'display.size_inches', display.projected ? '投影画面' : '屏幕尺寸', size)
  }
  if (camera) {
    add('摄像头', 'camera.present', '摄像头', yesNo(camera.present))
    add('摄像头', 'camera.width', '分辨率', camera.width && camera.height ? `${camera.width} × ${camera.height}` : undefined)
    add('摄像头', 'camera.omni_mic', '全向麦克风', yesNo(camera.omni_mic))
  }
  if (audio) {
    add('扩音', 'audio.plays_media', '音源播放', yesNo(audio.plays_media))
    add('扩音', 'audio.amplifies_voice', '授课人声扩音', yesNo(audio.amplifies_voice))
    add('扩音', 'audio.campus_broadcast', '校园广播', yesNo(audio.campus_broadcast))
  }
  for (const port of ports ?? []) {
    add('接口', 'ports', `${portTitles[port.kind] ?? port.kind} ${directions[port.direction] ?? ''}`.trim(), `${port.count} 个`)
  }
  for (const [key, title] of Object.entries(softwareTitles)) {
    const item = software?.[key as keyof typeof softwareTitles]
    if (!item) continue
    const licence = item.licensed === undefined ? '' : item.licensed ? '（正版）' : '（非正版）'
    add('软件', `software.${key}`, title, item.present === false ? '未安装' : `${item.name || '已安装'}${licence}`)
  }
  return lines
}
