package dev.atelier.engine.agent.room;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Coding agents", description = "Tasks that agents work on in containers of this host")
public @interface AgentConfig {
    String PROGRAM = "Its name or path in the container. Empty: the usual one.";
    String MORE =
            "What is added to the usual arguments, with quotes as a shell has them; nothing is put in their place.";
    String ALL = "What takes the place of the usual arguments, which change between releases of an agent. {model} and"
            + " {resume} stand for their values, and fall away with the flag before them where there is none.";
    String OUTPUT = "json, or text for an agent that is told by its arguments to print nothing else.";

    @AttributeDefinition(
            name = "Take agent tasks",
            description = "Whether this worker fetches tasks for coding agents and runs them in containers.")
    boolean agent_enabled() default false;

    @AttributeDefinition(
            name = "Server",
            description = "Where tasks come from. Empty: the studio of this worker.",
            required = false)
    String agent_main__server_url() default "";

    @AttributeDefinition(
            name = "Token file",
            description = "A file that holds nothing but the token for the server. Empty: the variable"
                    + " DELIDEV_WORKER_TOKEN, if there is one. Not needed for the worker's studio.",
            required = false)
    String agent_worker_token__file() default "";

    @AttributeDefinition(
            name = "Plain HTTP to other machines",
            description = "Tasks and secrets then travel unencrypted.")
    boolean agent_allow__insecure__http() default false;

    @AttributeDefinition(
            name = "Tasks at the same time",
            description = "Each has a container of its own.",
            min = "1",
            max = "64")
    int agent_worker_max__tasks() default 1;

    @AttributeDefinition(
            name = "Name",
            description = "What another server than the studio knows this worker by. Empty: this machine's name.",
            required = false)
    String agent_worker_name() default "";

    @AttributeDefinition(
            name = "Port for the server",
            description = "Where the server may tell this worker at once what it else fetches. 0 for none.",
            min = "0",
            max = "65535")
    int agent_worker_port() default 0;

    @AttributeDefinition(
            name = "Address for the server",
            description = "The numeric address that port is on. Others than loopback want plain HTTP to other machines"
                    + " allowed.")
    String agent_worker_bind() default "127.0.0.1";

    @AttributeDefinition(
            name = "URL for the server",
            description = "Under which it reaches that port, where something stands in between. Empty: this machine's"
                    + " name, or the address itself.",
            required = false)
    String agent_worker_endpoint__url() default "";

    @AttributeDefinition(name = "Container engine", description = "docker, podman, or auto for the one that answers.")
    String agent_container_runtime() default "auto";

    @AttributeDefinition(
            name = "Container engine's socket",
            description = "Such as unix:///run/podman/podman.sock. Empty: where the engine usually has it.",
            required = false)
    String agent_container_socket() default "";

    @AttributeDefinition(name = "Memory of a container", description = "Such as 8g or 512m; 0 for no limit.")
    String agent_container_memory__limit() default "8g";

    @AttributeDefinition(
            name = "Processors of a container",
            description = "Such as 1.5. Empty: no limit.",
            required = false)
    String agent_container_cpu__limit() default "";

    @AttributeDefinition(
            name = "When memory runs out",
            description = "For a part of an agent's work. kill: the run ends. warn: it goes on, and the event says so.")
    String agent_oom__policy() default "kill";

    @AttributeDefinition(name = "Processes of a container", description = "At most.", min = "16", max = "1000000")
    int agent_container_pids() default 4096;

    @AttributeDefinition(
            name = "Network of a container",
            description =
                    "filtered: only the allowed hosts, through a proxy. none, bridge, host or the name of a network"
                            + " of the engine otherwise.")
    String agent_container_network() default "filtered";

    @AttributeDefinition(
            name = "Proxy of a container",
            description = "Such as http://proxy.example:3128, for a network that is not filtered. Empty: none.",
            required = false)
    String agent_container_proxy() default "";

    @AttributeDefinition(
            name = "Allowed hosts",
            description = "What agents reach in a filtered network, separated by commas: api.example.com, *.example.com"
                    + " or host:port.",
            required = false)
    String agent_network_hosts() default "";

    @AttributeDefinition(
            name = "Models of the studio",
            description = "Whether agents in a filtered network may use the models of this worker's studio, with a key"
                    + " in the secret ATELIER_API_KEY.")
    boolean agent_network_studio() default false;

    @AttributeDefinition(
            name = "User in a container",
            description = "As uid:gid. Empty: one that fits the worker's own.",
            required = false)
    String agent_container_user() default "";

    @AttributeDefinition(name = "Root in containers", description = "Whether an agent may be root in its container.")
    boolean agent_allow__root__container() default false;

    @AttributeDefinition(
            name = "Read-only containers",
            description = "An agent then writes to its worktree, its home and /tmp only.")
    boolean agent_container_readonly() default true;

    @AttributeDefinition(
            name = "Image",
            description = "For repositories without one of their own. Named in full for Podman.")
    String agent_default__image() default "node:20-slim";

    @AttributeDefinition(name = "Pull the image", description = "missing, always or never.")
    String agent_pull__policy() default "missing";

    @AttributeDefinition(
            name = "Images of repositories",
            description = "Whether a repository's .delidev/setup/Dockerfile is built for its agents.")
    boolean agent_allow__custom__image() default true;

    @AttributeDefinition(
            name = "Secrets into containers",
            description = "stdin: the container engine never sees them. env: as variables, which it keeps on its disk.")
    String agent_secret__injection() default "stdin";

    @AttributeDefinition(
            name = "Wait for secrets (s)",
            description = "For a server that does not have them yet.",
            min = "0",
            max = "3600")
    int agent_secrets__wait() default 30;

    @AttributeDefinition(
            name = "Secrets before git",
            description = "Whether secrets are asked for before repositories are fetched, for git to fetch with.")
    boolean agent_secrets__early() default false;

    @AttributeDefinition(
            name = "Secrets for git",
            description =
                    "With secrets before git: which of them lets it in where over HTTPS, as host=SECRET, separated"
                            + " by commas. Each host is told its own only.",
            required = false)
    String agent_git_tokens() default "github.com=GITHUB_TOKEN,gitlab.com=GITLAB_TOKEN";

    @AttributeDefinition(
            name = "Secrets required",
            description = "Whether an agent is only started with a key for its model.")
    boolean agent_require__secrets() default false;

    @AttributeDefinition(
            name = "Branch names",
            description = "For tasks that name no branch; ${taskId} and ${slug} stand for the task's id and title.")
    String agent_branch__template() default "delidev/${taskId}";

    @AttributeDefinition(
            name = "Commit the rest",
            description = "Whether what an agent leaves uncommitted becomes a commit.")
    boolean agent_auto__commit() default true;

    @AttributeDefinition(name = "Author's name", description = "Of commits made for agents.")
    String agent_git_name() default "DeliDev Agent";

    @AttributeDefinition(name = "Author's address", description = "Of commits made for agents.")
    String agent_git_email() default "agent@delidev.invalid";

    @AttributeDefinition(
            name = "Submodules",
            description =
                    "Whether the repositories that a repository names come along: those beside it and at https and"
                            + " ssh addresses, with this worker's access to them.")
    boolean agent_git_submodules() default false;

    @AttributeDefinition(
            name = "Longest run (s)",
            description = "Without the time people take to answer.",
            min = "1",
            max = "604800")
    int agent_task__timeout() default 3600;

    @AttributeDefinition(
            name = "Longest silence (s)",
            description = "An agent that says nothing for so long is ended. 0 for never.",
            min = "0",
            max = "604800")
    int agent_idle__timeout() default 900;

    @AttributeDefinition(
            name = "Wait for answers (s)",
            description = "How long an agent's question waits for a person.",
            min = "1",
            max = "2592000")
    int agent_tty__timeout() default 3600;

    @AttributeDefinition(
            name = "Without an answer",
            description = "deny: the agent goes on by its own judgement. fail: the task fails.")
    String agent_tty__timeout__action() default "deny";

    @AttributeDefinition(
            name = "Questions at the end of a run",
            description = "wait: the agent is started again with the answer. report: it is not waited for.")
    String agent_next__turn() default "wait";

    @AttributeDefinition(
            name = "Time to end (s)",
            description = "For an agent that is asked to end, before it is killed.",
            min = "0",
            max = "600")
    int agent_stop__grace() default 10;

    @AttributeDefinition(
            name = "Label for SELinux",
            description = "Whether files that a container is shown are labelled for it. For hosts with SELinux.")
    boolean agent_mount__relabel() default false;

    @AttributeDefinition(
            name = "Longest line",
            description = "Of what an agent says, such as 16m: one that is longer is dropped, and an error says so.")
    String agent_max__line__bytes() default "16m";

    @AttributeDefinition(
            name = "Longest text",
            description = "Of one event, such as 256k: what is longer is cut, and says so.")
    String agent_event__max__bytes() default "256k";

    @AttributeDefinition(
            name = "Place of repositories",
            description = "A folder for them and for what is known about tasks, taken only if it is empty. Empty: in"
                    + " the home. What is in the one of before stays there.",
            required = false)
    String agent_state__dir() default "";

    @AttributeDefinition(
            name = "Place of worktrees",
            description = "A folder for the files of tasks, on a quick or roomy disk, taken only if it is empty."
                    + " Empty: with the repositories.",
            required = false)
    String agent_worktree__dir() default "";

    @AttributeDefinition(name = "Disk to leave free", description = "No task is begun with less, such as 2g.")
    String agent_min__free__disk() default "2g";

    @AttributeDefinition(
            name = "Keep worktrees (days)",
            description = "After their last use. After a run that succeeded they stay until the server says otherwise.",
            min = "1",
            max = "3650")
    int agent_worktree__retention() default 7;

    @AttributeDefinition(
            name = "Keep images (days)",
            description = "Of those built for repositories, after they were built, while no container uses them.",
            min = "1",
            max = "3650")
    int agent_image__retention() default 7;

    @AttributeDefinition(
            name = "Keep homes",
            description = "What an agent kept in its home stays for another attempt at the task.")
    boolean agent_keep__home() default false;

    @AttributeDefinition(
            name = "Set-up of agents",
            description = "copy: Claude Code and OpenCode get a copy of what the worker's user has set up for them in"
                    + " ~/.claude and ~/.opencode, without credentials and history. bind: they have the folder itself,"
                    + " and what they write into it may run on this host later. off: neither.")
    String agent_config() default "copy";

    @AttributeDefinition(name = "Preamble", description = "What every prompt begins with.", required = false)
    String agent_prompt__preamble() default
            "Follow the conventions of this repository. Commit your work to the current branch. Do not push.";

    @AttributeDefinition(
            name = "Agent of runtime Workers",
            description = "The type of agent that the profile agent stands for, such as open_code.")
    String agent_runtime_type() default "claude_code";

    @AttributeDefinition(
            name = "Model of runtime Workers",
            description = "For the profile agent, such as studio/<model>. Empty: the agent's own choice.",
            required = false)
    String agent_runtime_model() default "";

    @AttributeDefinition(
            name = "Workspaces of runtime Workers",
            description = "Repositories they may be given, as name=address or name=address#branch, separated by commas."
                    + " A Worker without one gets an empty repository.",
            required = false)
    String agent_runtime_workspaces() default "";

    @AttributeDefinition(
            name = "Secrets of runtime Workers",
            description = "A file that only its owner may read, with a line NAME=value for each.",
            required = false)
    String agent_runtime_secrets__file() default "";

    @AttributeDefinition(name = "Claude Code: program", description = PROGRAM, required = false)
    String agent_command_claude__code() default "";

    @AttributeDefinition(name = "OpenCode: program", description = PROGRAM, required = false)
    String agent_command_open__code() default "";

    @AttributeDefinition(name = "Gemini CLI: program", description = PROGRAM, required = false)
    String agent_command_gemini__cli() default "";

    @AttributeDefinition(name = "Codex: program", description = PROGRAM, required = false)
    String agent_command_codex__cli() default "";

    @AttributeDefinition(name = "aider: program", description = PROGRAM, required = false)
    String agent_command_aider() default "";

    @AttributeDefinition(name = "Amp: program", description = PROGRAM, required = false)
    String agent_command_amp() default "";

    @AttributeDefinition(name = "Claude Code: further arguments", description = MORE, required = false)
    String agent_args_claude__code() default "";

    @AttributeDefinition(name = "OpenCode: further arguments", description = MORE, required = false)
    String agent_args_open__code() default "";

    @AttributeDefinition(name = "Gemini CLI: further arguments", description = MORE, required = false)
    String agent_args_gemini__cli() default "";

    @AttributeDefinition(name = "Codex: further arguments", description = MORE, required = false)
    String agent_args_codex__cli() default "";

    @AttributeDefinition(name = "aider: further arguments", description = MORE, required = false)
    String agent_args_aider() default "";

    @AttributeDefinition(name = "Amp: further arguments", description = MORE, required = false)
    String agent_args_amp() default "";

    @AttributeDefinition(name = "Claude Code: all arguments", description = ALL, required = false)
    String agent_argv_claude__code() default "";

    @AttributeDefinition(name = "OpenCode: all arguments", description = ALL, required = false)
    String agent_argv_open__code() default "";

    @AttributeDefinition(name = "Gemini CLI: all arguments", description = ALL, required = false)
    String agent_argv_gemini__cli() default "";

    @AttributeDefinition(name = "Codex: all arguments", description = ALL, required = false)
    String agent_argv_codex__cli() default "";

    @AttributeDefinition(name = "aider: all arguments", description = ALL, required = false)
    String agent_argv_aider() default "";

    @AttributeDefinition(name = "Amp: all arguments", description = ALL, required = false)
    String agent_argv_amp() default "";

    @AttributeDefinition(name = "Gemini CLI: output", description = OUTPUT)
    String agent_output_gemini__cli() default "json";

    @AttributeDefinition(name = "Codex: output", description = OUTPUT)
    String agent_output_codex__cli() default "json";
}
