package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Table;

/** {@code models list}. */
final class ModelCommands {
    private final Context context;

    ModelCommands(Context context) {
        this.context = context;
    }

    int run() throws Failure {
        Object models = context.api().read("/models", "cannot list the models");
        if (context.json()) {
            context.print(models);
            return Failure.DONE;
        }
        Table table = new Table("ID", "KIND", "STATE", "NAME");
        for (Fields model : Fields.listOf(models)) {
            table.row(
                    model.text("id"),
                    model.text("kind"),
                    model.text("state", "-"),
                    model.text("displayName", model.text("id")));
        }
        table.print(context.terminal());
        return Failure.DONE;
    }
}
