package dev.atelier.launcher.cli;

import static dev.atelier.launcher.cli.tree.Command.action;
import static dev.atelier.launcher.cli.tree.Command.noun;
import static dev.atelier.launcher.cli.tree.Command.read;
import static dev.atelier.launcher.cli.tree.Operand.choice;
import static dev.atelier.launcher.cli.tree.Operand.many;
import static dev.atelier.launcher.cli.tree.Operand.maybe;
import static dev.atelier.launcher.cli.tree.Operand.one;
import static dev.atelier.launcher.cli.tree.Option.flag;
import static dev.atelier.launcher.cli.tree.Option.value;
import static dev.atelier.launcher.cli.tree.Option.values;

import dev.atelier.launcher.cli.tree.Command;
import dev.atelier.launcher.cli.tree.Option;
import java.util.List;

/** The whole command line, as data. */
final class Commands {
    private static final Option NO_WAIT = flag("no-wait", "print the id and return at once");
    private static final Option UNSIGNED =
            flag("allow-unsigned", "take a bundle nobody trusted has signed; it is put on record");
    private static final Option YES = flag("yes", "y", "do not ask");
    private static final Option FOLLOW = flag("follow", "f", "go on as more arrives");

    private static final Option RESULT_FILE =
            value("out", "o", "FILE", "where to put the result; - is standard output");
    private static final String STUDIO_NOTE =
            "With --studio it is about the studio of this home, with --studio-url and --key about any other.";
    private static final Option STUDIO = flag("studio", "of the studio instead of this host");
    private static final Option STUDIO_URL =
            value("studio-url", "URL", "the studio (default: ATELIER_STUDIO_URL, else the one of this home)");
    private static final Option KEY = value("key", "KEY", "a key of that studio (default: ATELIER_STUDIO_KEY)");

    private Commands() {}

    static Command tree() {
        return new Command(
                "atelier",
                "Atelier runs generation work on machines you own.",
                List.of(),
                List.of(flag("version", "print the version")),
                List.of(
                        start("up", "start everything this machine can be, with the web console: begin here"),
                        start("run", "start the worker in the foreground"),
                        start("studio", "start a studio in the foreground: it hands jobs to workers"),
                        runtime(),
                        action("stop", "stop the process of this home gracefully"),
                        read("status", "what this host is and does"),
                        action("pause", "take no new jobs until resumed"),
                        action("resume", "take jobs again"),
                        logs(),
                        read("doctor", "check this machine and say how to mend what is wrong"),
                        engines(),
                        jobs(),
                        models(),
                        workers(),
                        keys(),
                        fleet(),
                        tasks(),
                        secrets(),
                        config(),
                        action("set-threshold", "the GPU memory, in GB, that jobs may need at most", one("GB")),
                        action(
                                "register",
                                "name the studio to work for; nothing is sent",
                                value("api-base-url", "URL", "the studio"),
                                flag("reset", "forget who this host was registered as")),
                        action(
                                        "import-config",
                                        "take over the settings and the identity of a reference worker; nothing may run",
                                        one("FILE"),
                                        flag("force", "replace the identity this home has"))
                                .withNotes("FILE is the config.toml of that worker. It is only read."),
                        noun(
                                "console",
                                "the web console",
                                action(
                                        "password",
                                        "set its password; read from standard input when that is no terminal"),
                                read("link", "a link that logs in once")),
                        action("completion", "a completion script", choice("SHELL", "bash", "zsh", "fish")),
                        read("version", "versions of this program and of what runs")),
                false,
                "Exit codes: 0 done, 1 failed, 2 usage, 3 nothing is running, 4 refused.");
    }

    private static Command start(String name, String summary) {
        return action(
                name,
                summary,
                value("port", "N", "port of the HTTP listener (0 = any free one)"),
                value("bind", "ADDR", "address of the HTTP listener"),
                flag("detach", "return once it is ready and leave it running"));
    }

    private static Command runtime() {
        return action(
                "runtime",
                "start a runtime in the foreground: it hosts Workers for one trusted backend",
                value("bind", "ADDR[:PORT]", "address of the runtime"),
                value("port", "N", "port of the runtime (0 = any free one)"),
                value("runtime-id", "ID", "what the backend calls it"),
                value("display-name", "TEXT", "its name for people"),
                value("store", "memory|fs", "whether Workers survive a restart"),
                value("fs-root", "DIR", "folder of the file store"),
                value("local-token", "TOKEN", "bearer token of the backend"),
                value("local-token-env", "NAME", "the environment variable that holds it"),
                value("max-transcript-projection-items", "N", "largest page of a transcript"),
                value("max-event-batch-items", "N", "largest batch of events"),
                flag("detach", "return once it is ready and leave it running"));
    }

    private static Command logs() {
        return read(
                "logs",
                "the newest lines of the log",
                FOLLOW,
                value("lines", "n", "N", "how many (default 100)"),
                value("level", "LEVEL", "only this bad or worse: debug, info, warn, error"));
    }

    private static Command models() {
        return noun(
                        "models",
                        "the models this host knows, or those of a studio",
                        either(read("list", "models by kind")),
                        either(read(
                                        "add",
                                        "add a model, or change the one of that id",
                                        maybe("FILE"),
                                        value("id", "ID", "the name jobs ask for"),
                                        value("kind", "KIND", "image, llm, audio_stt, audio_tts or video"),
                                        value("engine", "ENGINE", "the engine that runs it"),
                                        values("file", "ROLE=URL", "a file of the model; may be repeated"),
                                        value("name", "NAME", "the name people see (default: the id)"),
                                        value("vram", "GB", "the GPU memory it needs"))
                                .withNotes("FILE, or - for standard input, holds one model as JSON, a list of them, or"
                                        + " a whole models.json.\nWithout it --id, --kind and --engine say what to"
                                        + " add.")),
                        either(read("remove", "remove a model from the list; its files stay", one("ID"))),
                        read("download", "fetch the files of a model before a job needs them", one("ID"), NO_WAIT),
                        read("cache", "the files of models on this host, and what they take up"),
                        read("prune", "delete files that were downloaded and no model names any more", YES),
                        either(read("enable", "let jobs of a studio use a model", one("ID"))),
                        either(read("disable", "let no more jobs of a studio use a model", one("ID"))),
                        either(read("export", "write down all models of a studio", maybe("FILE"))),
                        either(read("import", "add or change all models of a file at a studio", one("FILE"))))
                .withNotes(STUDIO_NOTE);
    }

    /** For this host and studios, or where saying that a studio is meant is only natural. */
    private static Command either(Command command) {
        return command.with(STUDIO, STUDIO_URL, KEY);
    }

    private static Command ofStudio(Command command) {
        return command.with(STUDIO_URL, KEY);
    }

    private static Command workers() {
        return noun(
                        "workers",
                        "the workers of a studio",
                        ofStudio(read("list", "workers and what they are doing")),
                        ofStudio(read("pending", "who asks to become one")),
                        ofStudio(read("approve", "let a machine join", one("REQUEST"), YES)
                                .withNotes("REQUEST is its id or its fingerprint, as `atelier status` shows it on the"
                                        + " machine that asks.")),
                        ofStudio(read(
                                "reject",
                                "turn a machine away",
                                one("REQUEST"),
                                value("reason", "TEXT", "what its owner is told"))),
                        ofStudio(read("remove", "end a worker's membership", one("WORKER"), YES)),
                        ofStudio(read(
                                "label",
                                "name a worker; without TEXT its name is taken away",
                                one("WORKER"),
                                maybe("TEXT"))),
                        ofStudio(read(
                                "logs",
                                "what a worker reported",
                                one("WORKER"),
                                FOLLOW,
                                value("lines", "n", "N", "how many (default 100)"),
                                value("level", "LEVEL", "only these: info, warn, error"))))
                .withNotes("It is about the studio of this home, or of --studio-url and --key.");
    }

    private static Command keys() {
        return noun(
                        "keys",
                        "who may call a studio",
                        ofStudio(read("list", "keys and what they allow")),
                        ofStudio(read(
                                "create",
                                "make a key; it is shown this once",
                                maybe("NAME"),
                                value("role", "ROLE", "admin, operator, viewer or submit"))),
                        ofStudio(read("revoke", "end a key at once", one("KEY"))))
                .withNotes("It is about the studio of this home, or of --studio-url and --key.");
    }

    private static Command fleet() {
        return noun(
                        "fleet",
                        "the runtimes a studio knows, and their Workers",
                        ofStudio(read("list", "runtimes and how they are")),
                        ofStudio(read("workers", "Workers of all runtimes, or of one", maybe("RUNTIME"))),
                        ofStudio(read(
                                "add",
                                "make a runtime elsewhere known",
                                one("ID"),
                                one("URL"),
                                value("name", "TEXT", "by what name it is shown"),
                                value("token-ref", "REF", "where its credential is: env:NAME or file:NAME"),
                                value("token-file", "FILE", "its credential, for the studio to keep; - is the input"))),
                        ofStudio(read("test", "try what can be tried without a change", one("ID"))),
                        ofStudio(read(
                                "remove",
                                "forget a runtime that has no Workers",
                                one("ID"),
                                flag("force", "whatever it has"))))
                .withNotes("It is about the studio of this home, or of --studio-url and --key.");
    }

    private static Command tasks() {
        return noun(
                        "tasks",
                        "work for coding agents, kept by a studio",
                        ofStudio(read(
                                "list",
                                "tasks, newest first",
                                value("lines", "n", "N", "how many (default 20)"),
                                value(
                                        "status",
                                        "STATUS",
                                        "only these: in_progress, in_review, approved, pr_open, done, rejected"))),
                        ofStudio(read("show", "one task", one("TASK"))),
                        ofStudio(read(
                                        "submit",
                                        "hand in a task",
                                        maybe("PROMPT"),
                                        values(
                                                "repository",
                                                "ADDRESS[#BRANCH]",
                                                "what to work on, from that branch (default main); may be repeated"),
                                        value(
                                                "agent",
                                                "TYPE",
                                                "claude_code (default), open_code, gemini_cli, codex_cli, aider or amp"),
                                        value("model", "MODEL", "the agent's model, such as studio/<model>"),
                                        value("title", "TEXT", "how it is listed"),
                                        value("branch", "NAME", "where the work is kept"),
                                        FOLLOW)
                                .withNotes("PROMPT is what is to be done; without it, or as -, it is read from standard"
                                        + " input.\nThe address is one the workers' git can reach.")),
                        ofStudio(read("log", "what its agent said and did", one("TASK"), FOLLOW)),
                        ofStudio(read("patch", "the whole change", one("TASK"), RESULT_FILE)),
                        ofStudio(read(
                                "questions",
                                "what agents wait for an answer to",
                                flag("all", "also those that were answered"))),
                        ofStudio(read("answer", "answer a question", one("QUESTION"), maybe("TEXT"))
                                .withNotes("A password is typed unseen, or read from standard input.")),
                        ofStudio(read("approve", "take a change as good", one("TASK"))),
                        ofStudio(read("reject", "turn a change down", one("TASK"))),
                        ofStudio(read("revise", "have the agent go on, and say with what", one("TASK"), maybe("TEXT"))),
                        ofStudio(read("done", "nothing is left to do", one("TASK"))),
                        ofStudio(read("cancel", "stop the agent", one("TASK"))),
                        ofStudio(read("retry", "begin again", one("TASK"))),
                        ofStudio(read("remove", "forget a task, and have workers tidy up after it", one("TASK"))))
                .withNotes("It is about the studio of this home, or of --studio-url and --key.");
    }

    private static Command secrets() {
        return noun(
                        "secrets",
                        "what coding agents are given, such as keys of their models",
                        ofStudio(read("list", "names and where they count; never a value")),
                        ofStudio(read(
                                "set",
                                "keep one; asked for, or read from standard input",
                                one("NAME"),
                                value("repository", "ADDRESS", "for tasks on this repository only"))),
                        ofStudio(read(
                                "remove",
                                "forget one",
                                one("NAME"),
                                value("repository", "ADDRESS", "the one of this repository"))))
                .withNotes("It is about the studio of this home, or of --studio-url and --key.");
    }

    private static Command config() {
        return noun(
                        "config",
                        "settings",
                        read("show", "all settings", flag("origin", "also say where each value comes from")),
                        read("get", "the value of one setting", one("NAME")),
                        action("set", "change a setting; it applies at once", one("NAME"), one("VALUE")),
                        action("unset", "take a setting back to its default", one("NAME")))
                .orRead()
                .withNotes("Flags win over ATELIER_<NAME> in the environment, which wins over the files in etc/.");
    }

    private static Command engines() {
        return noun(
                        "engines",
                        "what does the work: list, install, swap, roll back, remove",
                        read("list", "engines, their state and what they are doing"),
                        read("info", "all versions of one engine", one("ID")),
                        read("available", "what the catalogues offer", flag("refresh", "look again")),
                        read("preview", "what installing would do; changes nothing", one("SRC"), UNSIGNED),
                        action("install", "install an engine beside the others", one("SRC"), UNSIGNED, YES, NO_WAIT),
                        action(
                                "swap",
                                "replace a serving engine while it works; no job waits or fails",
                                one("SRC"),
                                UNSIGNED,
                                YES,
                                NO_WAIT),
                        action("rollback", "go back to the version before", one("ID"), YES, NO_WAIT),
                        action(
                                "remove",
                                "remove an engine after its jobs have ended",
                                one("ID"),
                                value("version", "V", "only this version"),
                                YES,
                                NO_WAIT),
                        read("parts", "programs and libraries an engine stands on", one("ID")),
                        action("add-part", "fetch one that is missing", one("ID"), one("PART"), NO_WAIT),
                        read("operations", "changes to the engines, newest first"),
                        read("operation", "one change, step by step", one("OP")),
                        action(
                                "keygen",
                                "make a key pair to sign engine bundles with",
                                one("DIR"),
                                value("name", "NAME", "name of the key files (default atelier)")),
                        action(
                                "sign",
                                "write the signed manifest beside each bundle",
                                many("JAR"),
                                value("key", "FILE", "the private key"),
                                value("expires", "DAYS", "days the signature stays valid (default: for ever)"),
                                value("sequence", "N", "never goes down (default: seconds since 1970)")),
                        read(
                                "verify",
                                "check a bundle against its signature",
                                one("JAR"),
                                value("key", "FILE", "the public key")))
                .withNotes(
                        "SRC is a bundle (.jar; its .manifest.json and .manifest.sig beside it are sent along), a URL, or\n"
                                + "ID[@VERSION] of a catalogue.");
    }

    private static Command jobs() {
        return noun(
                        "jobs",
                        "the work of this host, or of a studio",
                        either(read(
                                "list",
                                "jobs, newest first",
                                value("lines", "n", "N", "how many (default 20)"),
                                value(
                                        "status",
                                        "STATUS",
                                        "only these: queued, running, completed, failed, cancelled; of a studio: pending,"
                                                + " queued, claimed, done, failed, cancelled"))),
                        either(read("show", "one job", one("ID"))),
                        either(read("log", "what a job wrote", one("ID"), FOLLOW)),
                        either(read(
                                        "submit",
                                        "hand in a job and wait for what it makes",
                                        choice("KIND", "image", "llm", "speech", "transcript", "video"),
                                        maybe("PROMPT"),
                                        value("model", "MODEL", "the model (default: that of the kind)"),
                                        values(
                                                "set",
                                                "NAME=VALUE",
                                                "a field of the task, such as width=512; may be repeated"),
                                        RESULT_FILE,
                                        value("priority", "N", "at a studio: larger goes first (default 0)"),
                                        flag("hold", "at a studio: let it wait for `jobs promote`"),
                                        NO_WAIT)
                                .withNotes("PROMPT is what to make, or for a transcript the URL or file to listen to;"
                                        + " without it, or as -, it is read\nfrom standard input. Text results are"
                                        + " printed, others saved.")),
                        either(read("result", "what a job has made", one("ID"), RESULT_FILE)),
                        either(read("cancel", "cancel a job", one("ID"))),
                        either(read("retry", "submit a job again", one("ID"), RESULT_FILE, NO_WAIT)),
                        either(read("promote", "let a job run that a studio holds back", one("ID"))),
                        either(read("why", "why a job of a studio waits, worker by worker", one("ID"))))
                .withNotes(STUDIO_NOTE);
    }
}
