import { askExport } from '@/api/exports'
import { asProblem } from '@/api/problem'
import { downloadSnapshot } from '@/api/submissions'
import { notifyFailure } from '@/components/feedback'
import { exportsDrawer } from '@/composables/exportsDrawer'

/** Has the server make a workbook about a snapshot, to be fetched from 我的导出. */
async function ask(snapshot: number, book: 'workbook' | 'differences') {
  await askExport(`/api/v1/snapshots/${snapshot}/${book}`, {})
  exportsDrawer.show()
}

/** The official workbook of a snapshot, at once or, where it is of many schools and nobody has had it yet, from 我的导出. */
export async function fetchWorkbook(snapshot: number) {
  try {
    await downloadSnapshot(snapshot).catch((error: unknown) => {
      if (asProblem(error).code !== 'workbook-takes-long') throw error
      return ask(snapshot, 'workbook')
    })
  } catch (error) {
    notifyFailure(error)
  }
}

/** What has changed since the period before, of any number of schools. */
export const askDifferences = (snapshot: number) => ask(snapshot, 'differences').catch(notifyFailure)
