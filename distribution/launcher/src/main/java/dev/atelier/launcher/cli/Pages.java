package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.util.ArrayList;
import java.util.List;

/** Lists that a studio gives out in pages. */
final class Pages {
    private static final long PAGE = 500;

    private Pages() {}

    /**
     * The newest ones of what {@code --status} asks for, as many as {@code --lines} says.
     *
     * @param name of the route, and of the list in its answer
     */
    static List<Fields> newest(StudioApi studio, Invocation asked, String name) throws Failure, UsageError {
        long most = asked.number("lines", 20, 0);
        String status = asked.option("status");
        List<Fields> rows = new ArrayList<>();
        String cursor = "";
        while (rows.size() < most) {
            String path = "/" + name + "?limit=" + Math.min(PAGE, most - rows.size())
                    + (status == null ? "" : "&status=" + HttpApi.segment(status))
                    + (cursor.isEmpty() ? "" : "&cursor=" + HttpApi.segment(cursor));
            Fields page = Fields.of(studio.read(path, "cannot list the " + name));
            rows.addAll(page.list(name));
            cursor = page.text("nextCursor");
            if (cursor.isEmpty()) {
                break;
            }
        }
        return rows;
    }
}
