package dev.atelier.benchmarks;

/** The offer of a short conversation for an engine that does nothing. */
final class Offer {
    static final String ENGINE = "idle";

    private static final String REST = """
            "gameId":"harbour","assetName":"lamp","model":"%1$s","vramGbEstimate":0.5,\
            "task":{"kind":"llm","system":"Answer as the keeper of a lighthouse would.",\
            "messages":[{"role":"user","content":"What do you see from up there when the fog comes in at night?"}],\
            "maxTokens":64,"temperature":0.2,"topP":0.95,"stop":["###"]},\
            "modelSource":{"engine":"%1$s","files":[],\
            "cliDefaults":{"cfgScale":0.0,"steps":0,"width":0,"height":0,"contextSize":4096}}}}""".formatted(ENGINE);

    private Offer() {}

    static String frame(String jobId) {
        return "{\"type\":\"offer\",\"claim\":{\"jobId\":\"" + jobId + "\"," + REST;
    }
}
