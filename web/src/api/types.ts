import type { components, paths } from './schema'

type Schemas = components['schemas']

/** The query of a list, by its path. */
export type QueryOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never

/** One page of a list. */
export interface Page<Row> {
  items: Row[]
  total: number
  total_capped: boolean
  page: number
  page_size: number
}

export type SignedInUser = Schemas['Me']
export type Organisation = Schemas['OrganisationView']
export type OrganisationDetail = Schemas['OrganisationDetail']
export type NewOrganisation = Schemas['NewOrganisationInputBody']
export type OrganisationChange = Schemas['ChangeOrganisationInputBody']
export type School = Schemas['SchoolView']
export type NewSchool = Schemas['NewSchoolInputBody']
export type SchoolChange = Schemas['ChangeSchoolInputBody']
export type Classroom = Schemas['ClassroomView']
export type NewClassroom = Schemas['NewClassroomInputBody']
export type ClassroomChange = Schemas['ChangeClassroomInputBody']
export type NetworkFacts = Schemas['NetworkFacts']
export type Device = Schemas['DeviceView']
/** A device in a list: without its specs. */
export type DeviceLine = Schemas['DeviceLineView']
export type NewDevice = Schemas['NewDeviceInputBody']
export type DeviceChange = Schemas['ChangeDeviceInputBody']
export type DeviceEvent = Schemas['DeviceEventView']
export type Specs = Schemas['Specs']
export type HostSpecs = Schemas['HostSpecs']
export type Category = Schemas['CategoryView']
export type Label = Schemas['LabelView']
export type User = Schemas['UserView']
export type NewUser = Schemas['NewUserInputBody']
export type UserChange = Schemas['ChangeUserInputBody']
export type Role = Schemas['RoleView']
export type OwnForm = Schemas['FormView']
export type OwnFormField = Schemas['FormFieldView']
export type FilledSheet = Schemas['FilledSheetView']

/** What an operation may need; services/access says the same. */
export type Permission =
  | 'organisation:read'
  | 'organisation:write'
  | 'school:read'
  | 'school:write'
  | 'classroom:read'
  | 'classroom:write'
  | 'device:read'
  | 'device:write'
  | 'label:print'
  | 'import:run'
  | 'standard:read'
  | 'standard:switch'
  | 'standard:write'
  | 'statistics:read'
  | 'period:write'
  | 'submission:read'
  | 'submission:fill'
  | 'submission:review'
  | 'form:write'
  | 'transfer:read'
  | 'transfer:write'
  | 'transfer:approve'
  | 'transfer:sign'
  | 'disposal:read'
  | 'disposal:apply'
  | 'disposal:approve'
  | 'ticket:see'
  | 'ticket:note'
  | 'ticket:report'
  | 'ticket:read'
  | 'ticket:dispatch'
  | 'ticket:work'
  | 'ticket:confirm'
  | 'user:read'
  | 'user:write'
  | 'audit:read'
  | 'renewal:read'
  | 'renewal:write'
  | 'purchase:read'
  | 'purchase:check'

export type Verdict = Schemas['VerdictView']
export type Standard = Schemas['StandardView']
export type Reading = Schemas['ReadingView']
export type ReadingPreview = Schemas['PreviewView']
export type Criterion = Schemas['CriterionView']
export type Evaluation = Schemas['EvaluationView']
export type StandardVersion = Schemas['StandardVersionView']
export type StandardVersions = Schemas['StandardVersionsView']
export type StandardDraft = Schemas['StandardVersionDetail']
export type Amendments = Schemas['Amendments']
export type Amendment = Schemas['Amendment']
export type Addition = Schemas['Addition']
export type Amendable = Schemas['AmendableView']
export type StandardDifference = Schemas['Difference']
export type StandardTrial = Schemas['StandardTrialView']
export type TriedPlace = Schemas['StandardTrialPlaceView']
export type RuleCheck = Schemas['RuleCheckView']
export type RuleFact = Schemas['FactView']

export type Reuse = Schemas['ReuseView']
export type ReuseMove = Schemas['ReuseMoveView']
export type LeftDevice = Schemas['LeftDeviceView']
export type Disposal = Schemas['DisposalView']
export type DisposalDetail = Schemas['DisposalDetail']
export type NewDisposal = Schemas['DisposeInputBody']
export type Transfer = Schemas['TransferView']
export type TransferDetail = Schemas['TransferDetail']
export type TransferItem = Schemas['TransferItemView']
export type NewTransferMove = Schemas['NewTransferMove']
export type DeviceCondition = Schemas['DeviceCondition']
export type Ticket = Schemas['TicketView']
export type TicketDetail = Schemas['TicketDetail']
export type TicketCounts = Schemas['TicketCounts']
export type Photo = Schemas['PhotoView']
export type Fault = Schemas['FaultView']
export type TicketReport = Schemas['ReportInputBody']
export type Technician = Schemas['TechnicianView']
export type AuditEntry = Schemas['AuditEntryView']

export type Statistics = Schemas['StatisticsView']
export type Trend = Schemas['TrendView']
export type Sides = Schemas['SidesView']
export type Comparison = Schemas['ComparisonView']
export type Change = Schemas['ChangeView']
export type StatisticsRow = Schemas['StatisticsRow']
export type Figure = Schemas['FigureView']
export type Rate = Schemas['RateView']

export type Export = Schemas['ExportView']
export type Import = Schemas['ImportView']
export type ImportSummary = Schemas['ImportSummary']
export type ImportMapping = Schemas['MappingBody']
export type ImportRow = Schemas['ImportRowView']
export type ImportField = Schemas['ImportFieldView']
export type Sheet = Schemas['SheetView']

export type Quality = Schemas['QualityView']
export type QualityRow = Schemas['QualityRow']
export type QualityRule = Schemas['RuleView']
export type MendableField = Schemas['MendableField']
export type Finding = Schemas['FindingView']

export type MeasurePrice = Schemas['PriceView']
export type NewPrice = Schemas['NewPrice']
export type Plan = Schemas['PlanView']
export type PlanAims = Schemas['PlanAims']
export type PlanSum = Schemas['PlanSum']
export type PlanRoom = Schemas['PlanRoomView']
export type PlaceSum = Schemas['PlaceSumView']

export type Purchase = Schemas['PurchaseView']
export type PurchaseDetail = Schemas['PurchaseDetail']
export type PurchaseItem = Schemas['PurchaseItem']
export type PurchaseLine = Schemas['PurchaseLineView']
export type PurchaseClause = Schemas['PurchaseClause']
export type PurchaseOffer = Pick<Schemas['RecheckPurchaseInputBody'], 'name' | 'items'>
export type PurchaseList = Schemas['PurchaseListView']

export type Period = Schemas['PeriodView']
export type PeriodDraft = Schemas['OpenPeriodInputBody']
export type ReportTask = Schemas['TaskView']
export type Board = Schemas['BoardView']
export type BoardRow = Schemas['BoardRowView']
export type Submission = Schemas['SubmissionView']
export type FillIn = Schemas['FillInInputBody']
export type ReturnedRow = Schemas['ReturnedRowView']
export type ReportFigures = Schemas['FiguresView']
export type ReportAction = 'submit' | 'fill_in' | 'withdraw' | 'accept' | 'return' | 'explain' | 'sign' | 'reopen'
