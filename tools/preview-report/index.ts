export { readPreview, PreviewError, type Preview, type PreviewStep, type ResourceState } from "./preview";
export { readPolicies, type PolicyResults, type PolicyViolation } from "./policy-events";
export { report, type Report, type ReportOptions } from "./report";
export { parseStep, type StepFile, type StepText } from "./step-text";
