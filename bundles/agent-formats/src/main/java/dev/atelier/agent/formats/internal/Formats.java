package dev.atelier.agent.formats.internal;

import dev.atelier.agent.formats.api.AgentDecoder;
import dev.atelier.agent.formats.api.AgentListener;
import dev.atelier.agent.formats.api.AgentRun;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All agents that are known. A new one is a class, its line here, and a folder of fixtures. */
public final class Formats {
    private static final Map<String, AgentFormat> BY_TYPE = byType(
            List.of(ClaudeCode.FORMAT, OpenCode.FORMAT, GeminiCli.FORMAT, CodexCli.FORMAT, Aider.FORMAT, Amp.FORMAT));

    private Formats() {}

    public static Set<String> types() {
        return Collections.unmodifiableSet(BY_TYPE.keySet());
    }

    public static boolean speaksPlainText(String type) {
        AgentFormat format = BY_TYPE.get(type);
        return format != null && format.speaksPlainText();
    }

    public static AgentDecoder open(AgentRun run, AgentListener listener) {
        AgentFormat format = BY_TYPE.get(run.agentType());
        if (format == null) {
            throw new IllegalArgumentException("no such agent: " + run.agentType());
        }
        if (run.plainText() && !format.speaksPlainText()) {
            throw new IllegalArgumentException(run.agentType() + " has no plain text of its own");
        }
        return new Decoder(run, format, listener);
    }

    private static Map<String, AgentFormat> byType(List<AgentFormat> formats) {
        Map<String, AgentFormat> byType = new LinkedHashMap<>();
        formats.forEach(format -> byType.put(format.type(), format));
        return byType;
    }
}
