import { PolicyPack } from "@pulumi/policy";
import { policies } from "./pack";
import { rules } from "./rules/index";

new PolicyPack("open-infrastructure", { policies: policies(rules) });
