"""A stand-in for what Pulumi's command line starts programs in Python with: the SDK does the work."""

import asyncio
import runpy
import sys

import pulumi
from pulumi import runtime

monitor, project, stack, parallel, dry_run, root, program = sys.argv[1:]
runtime.set_all_config(runtime.get_config_env(), runtime.get_config_secret_keys_env())
runtime.configure(
    runtime.Settings(
        monitor=monitor,
        engine=monitor,
        project=project,
        stack=stack,
        parallel=int(parallel),
        dry_run=dry_run == "true",
        organization="organization",
        root_directory=root,
    )
)


def run() -> None:
    runpy.run_path(program, run_name="__main__")


try:
    asyncio.run(runtime.run_in_stack(run))
except pulumi.RunError as error:
    pulumi.log.error(str(error))
    sys.exit(32)
