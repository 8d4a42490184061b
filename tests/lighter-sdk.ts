// What takes the SDK long and no test looks at: npm's library and the compiler, to pack programs for the cloud, and a stack with each promise.
jest.mock("@npmcli/arborist", () => ({}));
jest.mock("@pulumi/pulumi/typescript-shim", () => ({}));
jest.mock("@pulumi/pulumi/runtime/debuggable", () => ({
  ...jest.requireActual<object>("@pulumi/pulumi/runtime/debuggable"),
  debuggablePromise: <T>(promise: Promise<T>) => promise,
}));
