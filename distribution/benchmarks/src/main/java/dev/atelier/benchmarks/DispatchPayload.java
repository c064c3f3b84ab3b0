package dev.atelier.benchmarks;

/** What a job is in this benchmark, the same for the peer. */
final class DispatchPayload {
    static final String MODEL = "bench-llm";
    static final String PROMPT = "What do you see from up there when the fog comes in at night?";

    /** About 300 characters: a short conversation. */
    static final String TASK = "{\"kind\":\"llm\",\"system\":\"Answer as the keeper of a lighthouse would.\","
            + "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}],"
            + "\"maxTokens\":64,\"temperature\":0.2,\"topP\":0.95,\"stop\":[\"###\"]}";

    static final String JOB =
            "{\"gameId\":\"harbour\",\"assetName\":\"lamp\",\"model\":\"" + MODEL + "\",\"task\":" + TASK + "}";

    static final String RESULT =
            "{\"object\":\"chat.completion\",\"model\":\"" + MODEL + "\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Nothing at all, and that is the work.\"},"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":9,\"total_tokens\":30}}";

    static final String ROW = "{\"id\":\"" + MODEL + "\",\"displayName\":\"Benchmark\",\"kind\":\"llm\","
            + "\"vramGbEstimate\":0.5,\"source\":{\"engine\":\"synthetic\",\"files\":[],"
            + "\"cliDefaults\":{\"cfgScale\":0,\"steps\":0,\"width\":0,\"height\":0}},\"enabled\":true}";

    static final String CAPABILITIES = "{\"machineName\":\"bench\",\"username\":\"bench\",\"agentVersion\":\"0.4.16\","
            + "\"engine\":\"multi\",\"vramTotalGb\":24.0,\"vramThresholdGb\":12.0,\"autoEnabled\":true,"
            + "\"autoStart\":true,\"autoUpdate\":true,\"startMinimised\":true,\"onlyWhenIdle\":false,"
            + "\"supportedModels\":[\"synthetic\",\"synthetic-llm\"],\"taskKinds\":[\"llm\"],"
            + "\"supportedModelsPerKind\":{\"llm\":[\"synthetic\",\"synthetic-llm\"]}}";

    private static final String JOB_ID = "\"jobId\":\"";

    private DispatchPayload() {}

    static String jobId(String json) {
        int from = json.indexOf(JOB_ID) + JOB_ID.length();
        return json.substring(from, json.indexOf('"', from));
    }
}
