/** A resource as a preview shows it: secrets are `[secret]`, what is not known yet is Pulumi's sentinel. */
export interface ResourceState {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  parent?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
}

/** What would be done to one resource. */
export interface PreviewStep {
  op: string;
  urn: string;
  oldState?: ResourceState;
  newState?: ResourceState;
  diffReasons?: string[];
  replaceReasons?: string[];
  detailedDiff?: Record<string, { kind: string; inputDiff?: boolean }> | null;
}

/** What `pulumi preview --json` prints. */
export interface Preview {
  steps: PreviewStep[];
  diagnostics: { urn?: string; message: string; severity: string }[];
  changeSummary: Record<string, number>;
}

/** A preview that can't be read; the message is for whoever ran it. */
export class PreviewError extends Error {}

/** Reads what `pulumi preview --json` printed. */
export function readPreview(text: string): Preview {
  if (text.trim() === "") throw new PreviewError("the preview is empty: pulumi preview --json printed nothing");
  let parsed: Partial<Preview>;
  try {
    parsed = JSON.parse(text) as Partial<Preview>;
  } catch (error) {
    throw new PreviewError(`the preview is not JSON: ${(error as Error).message}`);
  }
  const { steps = [], diagnostics = [], changeSummary = {} } = parsed;
  return { steps, diagnostics, changeSummary };
}
