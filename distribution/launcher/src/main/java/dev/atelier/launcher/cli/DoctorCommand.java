package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code doctor}: what could keep this machine from working, and how to mend it. */
final class DoctorCommand {
    private final Context context;

    DoctorCommand(Context context) {
        this.context = context;
    }

    int run() throws Failure {
        LocalApi api = context.apiIfRunning();
        List<Finding> findings = new ArrayList<>();
        new MachineChecks(context.home(), context.terminal().environment()).addTo(findings);
        new ProcessChecks(context, api).addTo(findings);
        boolean failed = false;
        for (Finding finding : findings) {
            failed |= finding.state() == Finding.State.FAIL;
        }
        if (context.json()) {
            print(findings, failed);
        } else {
            for (Finding finding : findings) {
                tell(finding);
            }
        }
        return failed ? Failure.FAILED : Failure.DONE;
    }

    private void tell(Finding finding) {
        Terminal terminal = context.terminal();
        String state =
                switch (finding.state()) {
                    case OK -> terminal.tinted("ok  ", "good");
                    case WARN -> terminal.tinted("warn", "odd");
                    case FAIL -> terminal.tinted("fail", "bad");
                };
        context.say(state + "  " + finding.subject() + ": " + finding.what());
        if (!finding.remedy().isEmpty()) {
            context.say("      " + finding.remedy());
        }
    }

    private void print(List<Finding> findings, boolean failed) {
        List<Object> rows = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("check", finding.subject());
            row.put("state", finding.word());
            row.put("message", finding.what());
            if (!finding.remedy().isEmpty()) {
                row.put("remedy", finding.remedy());
            }
            rows.add(row);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", !failed);
        document.put("checks", rows);
        context.print(document);
    }
}
