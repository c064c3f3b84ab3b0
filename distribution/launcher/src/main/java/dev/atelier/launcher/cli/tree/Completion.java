package dev.atelier.launcher.cli.tree;

import java.util.ArrayList;
import java.util.List;

/** Completion scripts for three shells, written from the tree. */
public final class Completion {
    private final Command root;

    public Completion(Command root) {
        this.root = root;
    }

    public String script(String shell) {
        return switch (shell) {
            case "zsh" -> zsh();
            case "fish" -> fish();
            default -> bash();
        };
    }

    private String bash() {
        StringBuilder text = new StringBuilder("""
                # bash completion for atelier; use: source <(atelier completion bash)
                _atelier() {
                    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path="" word i words=""
                    if [[ $prev == --home || $prev == --key || $prev == --out ]]; then
                        COMPREPLY=($(compgen -f -- "$cur"))
                        return
                    fi
                    for ((i = 1; i < COMP_CWORD; i++)); do
                        word=${COMP_WORDS[i]}
                        if [[ $word == --home ]]; then ((i++)); continue; fi
                        [[ $word == -* ]] && continue
                        case "$path $word" in
                """);
        for (Node node : nodes()) {
            if (!node.path.isEmpty()) {
                text.append("            \" ")
                        .append(node.path)
                        .append("\") path=\" ")
                        .append(node.path)
                        .append("\" ;;\n");
            }
        }
        text.append("        esac\n    done\n    case \"$path\" in\n");
        for (Node node : nodes()) {
            text.append("        \"")
                    .append(node.path.isEmpty() ? "" : " " + node.path)
                    .append("\") words=\"");
            text.append(String.join(" ", node.words())).append("\" ;;\n");
        }
        return text.append("""
                            esac
                            COMPREPLY=($(compgen -W "$words" -- "$cur"))
                            [[ ${#COMPREPLY[@]} -eq 0 && $cur != -* ]] && COMPREPLY=($(compgen -f -- "$cur"))
                        }
                        complete -o filenames -F _atelier atelier
                        """).toString();
    }

    private String zsh() {
        StringBuilder text = new StringBuilder("""
                #compdef atelier
                # zsh completion for atelier; use: source <(atelier completion zsh)
                _atelier() {
                    local at="" word i=2
                    local -a list
                    while (( i < CURRENT )); do
                        word=${words[i]}
                        (( i++ ))
                        if [[ $word == --home ]]; then (( i++ )); continue; fi
                        [[ $word == -* ]] && continue
                        case "$at $word" in
                """);
        for (Node node : nodes()) {
            if (!node.path.isEmpty()) {
                text.append("            \" ")
                        .append(node.path)
                        .append("\") at=\" ")
                        .append(node.path)
                        .append("\" ;;\n");
            }
        }
        text.append("        esac\n    done\n    case \"$at\" in\n");
        for (Node node : nodes()) {
            text.append("        \"")
                    .append(node.path.isEmpty() ? "" : " " + node.path)
                    .append("\") list=(");
            for (String[] word : node.described()) {
                text.append(" '")
                        .append(quoted(word[0].replace(":", "\\:")))
                        .append(':')
                        .append(quoted(word[1]))
                        .append('\'');
            }
            text.append(" ) ;;\n");
        }
        return text.append("""
                            esac
                            _describe 'atelier' list || _files
                        }
                        if [[ $funcstack[1] == _atelier ]]; then _atelier "$@"; else compdef _atelier atelier; fi
                        """).toString();
    }

    private String fish() {
        StringBuilder text = new StringBuilder("""
                # fish completion for atelier; use: atelier completion fish | source
                function __atelier_at
                    set -l words
                    set -l skip 0
                    for word in (commandline -opc)[2..-1]
                        if test $skip -eq 1
                            set skip 0
                        else if test "$word" = --home
                            set skip 1
                        else if not string match -q -- '-*' $word
                            set -a words $word
                        end
                    end
                    set -l wanted $argv
                    set -l depth (count $wanted)
                    test $depth -eq 0; and test (count $words) -eq 0; and return 0
                    test $depth -gt 0; and test (count $words) -ge $depth; and test "$words[1..$depth]" = "$wanted"
                end
                """);
        for (Node node : nodes()) {
            String condition =
                    "complete -c atelier -n '__atelier_at" + (node.path.isEmpty() ? "" : " " + node.path) + "'";
            for (Command child : node.command.children()) {
                text.append(condition).append(" -f -a ").append(child.name());
                text.append(" -d '").append(quoted(child.summary())).append("'\n");
            }
            for (Operand operand : node.command.operands()) {
                for (String choice : operand.choices()) {
                    text.append(condition).append(" -f -a ").append(choice).append('\n');
                }
            }
            for (Option option : node.options()) {
                text.append(condition).append(" -l ").append(option.name());
                text.append(option.letter() == null ? "" : " -s " + option.letter());
                text.append(option.value() == null ? "" : " -r");
                text.append(" -d '").append(quoted(option.summary())).append("'\n");
            }
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return text.replace("'", "'\\''");
    }

    private List<Node> nodes() {
        List<Node> all = new ArrayList<>();
        collect("", root, all);
        return all;
    }

    private static void collect(String path, Command command, List<Node> all) {
        all.add(new Node(path, command));
        for (Command child : command.children()) {
            collect(path.isEmpty() ? child.name() : path + " " + child.name(), child, all);
        }
    }

    private record Node(String path, Command command) {
        List<Option> options() {
            List<Option> options = new ArrayList<>(command.options());
            options.addAll(Command.EVERYWHERE);
            return options;
        }

        List<String> words() {
            List<String> words = new ArrayList<>();
            for (String[] word : described()) {
                words.add(word[0]);
            }
            return words;
        }

        List<String[]> described() {
            List<String[]> words = new ArrayList<>();
            for (Command child : command.children()) {
                words.add(new String[] {child.name(), child.summary()});
            }
            for (Operand operand : command.operands()) {
                for (String choice : operand.choices()) {
                    words.add(new String[] {choice, operand.name()});
                }
            }
            for (Option option : options()) {
                words.add(new String[] {"--" + option.name(), option.summary()});
            }
            return words;
        }
    }
}
