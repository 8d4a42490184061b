export { maskText, maskValue } from "./mask";
export { readPolicies, type PolicyResults, type PolicyViolation } from "./policy-events";
export { PreviewError } from "./failure";
export { readPreview, type Preview, type PreviewStep, type ResourceState } from "./preview";
export { report, type Report, type ReportOptions } from "./report";
export { parseStep, type StepFile, type StepText } from "./step-text";
