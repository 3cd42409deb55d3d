// Which lists of tickets a person has on the phone, by what the person may do.
import type { TicketCounts, TicketFilter } from './api'

export interface Tab {
  name: string
  filter: TicketFilter
  count: (c: TicketCounts) => number
  empty: string
}

type May = (permission: 'ticket:read' | 'ticket:work') => boolean

/** Schools and bureaus see the tickets of their place, technicians what there is to do, teachers what they reported. */
export function tabsFor(may: May): { title: string; whose?: TicketFilter['whose']; tabs: Tab[] } {
  if (may('ticket:read')) {
    return {
      title: '报修工单',
      tabs: [
        { name: '待受理', filter: { status: ['open'] }, count: (c) => c.open, empty: '没有等待受理的工单。' },
        { name: '处理中', filter: { status: ['working'] }, count: (c) => c.working, empty: '没有正在处理的工单。' },
        { name: '待确认', filter: { status: ['finished'] }, count: (c) => c.finished, empty: '没有等您确认的工单。' },
        { name: '已结束', filter: { status: ['done', 'cancelled'], sort: '-reported_at' }, count: () => 0, empty: '还没有已结束的工单。' },
      ],
    }
  }
  if (may('ticket:work')) {
    const mine = { whose: 'assigned' } as const
    return {
      title: '我的工单',
      tabs: [
        { name: '待接单', filter: { status: ['open'] }, count: (c) => c.open, empty: '现在没有等待接单的报修。' },
        { name: '处理中', filter: { status: ['working'], ...mine }, count: (c) => c.working, empty: '您手上没有处理中的工单。' },
        {
          name: '已完成',
          filter: { status: ['finished', 'done'], sort: '-reported_at', ...mine },
          count: () => 0,
          empty: '还没有完成的工单。',
        },
      ],
    }
  }
  const own = { whose: 'reported' } as const
  return {
    title: '我的报修',
    whose: 'reported',
    tabs: [
      {
        name: '进行中',
        filter: { status: ['open', 'working', 'finished'], ...own },
        count: (c) => c.open + c.working + c.finished,
        empty: '没有进行中的报修。要报修，请用微信扫描设备上的标签。',
      },
      { name: '已结束', filter: { status: ['done', 'cancelled'], sort: '-reported_at', ...own }, count: () => 0, empty: '还没有已结束的报修。' },
    ],
  }
}
