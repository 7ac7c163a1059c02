// Starts `lambdanet server` and lets the editor speak with it; everything else the server does.

import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

// What the server reads besides: files of values, and what expressions read from files, may change findings too.
const WATCHED = "**/*.{tf,tfvars,json,yaml,yml,template,hcl}";
const RESTART_FOR = "lambdanet";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("lambdanet.restart", restart),
    workspace.onDidChangeConfiguration((change) => (change.affectsConfiguration(RESTART_FOR) ? restart() : undefined)),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
}

async function start(): Promise<void> {
  const [command, ...args] = workspace.getConfiguration("lambdanet").get<string[]>("command", ["lambdanet", "server"]);
  if (command === undefined) {
    void window.showErrorMessage("lambdanet.command is empty: name the command that starts the server.");
    return;
  }
  const server: ServerOptions = { command, args };
  client = new LanguageClient("lambdanet", "lambdanet", server, clientOptions());
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(
      `lambdanet: ${[command, ...args].join(" ")} does not start (${reason}). ` +
        "Install it with: pip install 'lambdanet[server]', or name another command in lambdanet.command.",
    );
  }
}

function clientOptions(): LanguageClientOptions {
  const settings = workspace.getConfiguration("lambdanet");
  return {
    documentSelector: [
      { scheme: "file", pattern: "**/*.{tf,tfvars,yaml,yml,json,template}" },
      { scheme: "file", pattern: "**/.lambdanet.yaml" },
    ],
    initializationOptions: {
      undecided: settings.get<boolean>("undecided", false),
      lenses: settings.get<boolean>("lenses", true),
      check: settings.get<string[]>("check", []),
      skip_check: settings.get<string[]>("skipCheck", []),
      skip_path: settings.get<string[]>("skipPath", []),
    },
    synchronize: { fileEvents: workspace.createFileSystemWatcher(WATCHED) },
  };
}
