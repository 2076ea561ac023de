`include "prim/assert.svh"

// The self-tuning monitor (docs/controller.md, section 7.11): in IDLE and DONE it looks at the
// accelerator's activation sums window after window, lets each gain follow, and commits what moved.
// What it may not finish it drops: no register changes and the bus is left in order.
module self_tuning (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        may_i,           // it may work in this cycle

  input  logic [3:0]  layers_i,        // L
  input  logic [15:0] window_i,
  input  logic [23:0] period_i,
  input  logic [24*tuning_ctrl_pkg::RegMonRatioCount-1:0] ratio_i,
  input  logic [3:0]  dead_shift_i,
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [15:0] timeout_i,
  input  logic [3:0]  retries_i,

  output logic        update_o,        // to the flops of the bus, see cfg_bus
  output logic        setup_o,
  output logic        access_o,
  output logic        write_o,
  output logic [15:0] addr_o,
  output logic [31:0] wdata_o,
  output logic        ends_o,
  output logic        bus_o,           // a transfer is under way
  input  logic        pready_i,
  input  logic [31:0] prdata_i,
  input  logic        pslverr_i,

  output logic [7:0]  error_o,         // an error_e
  output logic [15:0] detail_o,
  output tuning_ctrl_pkg::mon_step_e step_o,
  output logic [2:0]  layer_o,
  output logic [3:0]  retry_o,
  output logic [15:0] sequence_o,
  output logic [15:0] next_o,
  output logic        moved_o,
  output logic [15:0] windows_o,
  output logic [15:0] commits_o
);

  tuning_ctrl_pkg::mon_step_e step_q, step_d;
  tuning_ctrl_pkg::error_e error;
  logic        access_q, dropped_q;
  logic [15:0] access_count_q;         // number of this ACCESS cycle
  logic [23:0] wait_q;                 // number of this WAIT cycle
  logic [2:0]  layer_q, layer_d;
  logic [3:0]  retry_q;
  logic [15:0] sequence_q, next_q, windows_q, commits_q;
  logic        moved_q;
  logic [31:0] input_sum_q, sum_q, setting_q, word_q;  // setting_q: {offset, gain} found
  logic [23:0] ratio;

  logic transfer, transfer_next, ends, in_time, took, takes_effect, fails, gain_done, equal, again;
  logic [15:0] gain;

  function automatic logic uses_bus(tuning_ctrl_pkg::mon_step_e step);
    uses_bus = step != tuning_ctrl_pkg::MonStepOff && step != tuning_ctrl_pkg::MonStepWait &&
               step != tuning_ctrl_pkg::MonStepDivide;
  endfunction

  assign transfer = uses_bus(step_q);
  assign transfer_next = uses_bus(step_d);
  assign in_time = access_q && pready_i;
  assign ends = in_time || (access_q && access_count_q >= timeout_i);
  assign took = in_time && !pslverr_i;
  assign takes_effect = took && may_i && !dropped_q;
  assign equal = prdata_i == word_q;
  assign again = !equal && retry_q < retries_i;
  assign fails = ends && may_i && !dropped_q &&
                 (!took || (step_q == tuning_ctrl_pkg::MonStepBack && !equal && !again));

  always_comb begin
    error = tuning_ctrl_pkg::ErrorNone;
    if (fails) begin
      if (took) error = tuning_ctrl_pkg::ErrorReadback;
      else error = in_time ? tuning_ctrl_pkg::ErrorCfgSlverr : tuning_ctrl_pkg::ErrorCfgTimeout;
    end
  end

  always_comb begin
    detail_o = 16'h01fe;
    case (step_q)
      tuning_ctrl_pkg::MonStepSum, tuning_ctrl_pkg::MonStepGain, tuning_ctrl_pkg::MonStepStore,
      tuning_ctrl_pkg::MonStepBack: detail_o = 16'h0100 + {13'b0, layer_q};
      tuning_ctrl_pkg::MonStepApply: detail_o = 16'h01ff;
      default: ;
    endcase
  end

  logic last_layer;
  assign last_layer = {1'b0, layer_q} + 4'd2 >= layers_i;

  always_comb begin
    step_d = step_q;
    layer_d = layer_q;
    case (step_q)
      tuning_ctrl_pkg::MonStepOff: if (may_i) step_d = tuning_ctrl_pkg::MonStepWindow;
      tuning_ctrl_pkg::MonStepWait: if (wait_q >= period_i) step_d = tuning_ctrl_pkg::MonStepPoll;
      tuning_ctrl_pkg::MonStepDivide: if (gain_done) step_d = tuning_ctrl_pkg::MonStepStore;
      default: if (takes_effect) begin
        case (step_q)
          tuning_ctrl_pkg::MonStepPoll:
            step_d = prdata_i[15:0] == sequence_q ? tuning_ctrl_pkg::MonStepWait
                                                  : tuning_ctrl_pkg::MonStepInput;
          tuning_ctrl_pkg::MonStepInput: step_d = tuning_ctrl_pkg::MonStepSum;
          tuning_ctrl_pkg::MonStepSum: step_d = tuning_ctrl_pkg::MonStepGain;
          tuning_ctrl_pkg::MonStepGain: step_d = tuning_ctrl_pkg::MonStepDivide;
          tuning_ctrl_pkg::MonStepStore: step_d = tuning_ctrl_pkg::MonStepBack;
          tuning_ctrl_pkg::MonStepBack: begin
            if (!equal) step_d = tuning_ctrl_pkg::MonStepStore;
            else if (last_layer) step_d = tuning_ctrl_pkg::MonStepConfirm;
            else step_d = tuning_ctrl_pkg::MonStepSum;
            if (equal) layer_d = last_layer ? 3'd0 : layer_q + 3'd1;
          end
          tuning_ctrl_pkg::MonStepConfirm:
            step_d = prdata_i[15:0] == next_q && moved_q ? tuning_ctrl_pkg::MonStepApply
                                                         : tuning_ctrl_pkg::MonStepWait;
          default: step_d = tuning_ctrl_pkg::MonStepWait;  // WINDOW, APPLY
        endcase
      end
    endcase
    // What is not allowed to go on ends now, or with its transfer.
    if (fails || (transfer ? ends && (!may_i || dropped_q) : !may_i)) begin
      step_d = tuning_ctrl_pkg::MonStepOff;
    end
    if (step_d == tuning_ctrl_pkg::MonStepOff) layer_d = 3'd0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q         <= tuning_ctrl_pkg::MonStepOff;
      layer_q        <= '0;
      access_q       <= 1'b0;
      dropped_q      <= 1'b0;
      access_count_q <= '0;
      wait_q         <= '0;
    end else if (update_o) begin
      step_q         <= step_d;
      layer_q        <= layer_d;
      access_q       <= transfer && !ends;
      access_count_q <= access_q && !ends ? access_count_q + 16'd1 : 16'd1;
      dropped_q      <= transfer && !ends && (dropped_q || !may_i);
      wait_q         <= step_q == tuning_ctrl_pkg::MonStepWait ? wait_q + 24'd1 : 24'd1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      retry_q     <= '0;
      sequence_q  <= '0;
      next_q      <= '0;
      moved_q     <= 1'b0;
      windows_q   <= '0;
      commits_q   <= '0;
      input_sum_q <= '0;
      sum_q       <= '0;
      setting_q   <= '0;
      word_q      <= '0;
    end else if (step_q != tuning_ctrl_pkg::MonStepOff &&
                 step_d == tuning_ctrl_pkg::MonStepOff) begin
      retry_q <= '0;
      next_q  <= '0;
      moved_q <= 1'b0;
    end else if (gain_done) begin
      moved_q <= moved_q || gain != setting_q[15:0];
      word_q  <= {setting_q[31:16], gain};
    end else if (takes_effect) begin
      case (step_q)
        tuning_ctrl_pkg::MonStepWindow: sequence_q <= '0;
        tuning_ctrl_pkg::MonStepPoll: if (prdata_i[15:0] != sequence_q) next_q <= prdata_i[15:0];
        tuning_ctrl_pkg::MonStepInput: begin
          sum_q   <= prdata_i;
          moved_q <= 1'b0;
        end
        tuning_ctrl_pkg::MonStepSum: begin
          input_sum_q <= sum_q;
          sum_q       <= prdata_i;
        end
        tuning_ctrl_pkg::MonStepGain: setting_q <= prdata_i;
        tuning_ctrl_pkg::MonStepBack: retry_q <= equal ? 4'd0 : retry_q + 4'd1;
        tuning_ctrl_pkg::MonStepConfirm: if (prdata_i[15:0] == next_q) begin
          sequence_q <= next_q;
          windows_q  <= windows_q + 16'd1;
        end
        tuning_ctrl_pkg::MonStepApply: commits_q <= commits_q + 16'd1;
        default: ;
      endcase
    end
  end

  prim_select #(.Width(24), .Count(tuning_ctrl_pkg::RegMonRatioCount)) u_ratio (
    .en_i(step_q == tuning_ctrl_pkg::MonStepDivide), .index_i(layer_q), .words_i(ratio_i),
    .word_o(ratio)
  );

  gain_follow u_gain (
    .clk_i, .rst_ni, .active_i(step_q == tuning_ctrl_pkg::MonStepDivide && may_i),
    .input_sum_i(input_sum_q), .sum_i(sum_q), .ratio_i(ratio), .gain_i(setting_q[15:0]),
    .gain_min_i, .gain_max_i, .dead_shift_i, .done_o(gain_done), .next_o(gain)
  );

  // The transfer that begins.
  always_comb begin
    write_o = 1'b0;
    addr_o = '0;
    wdata_o = '0;
    case (step_d)
      tuning_ctrl_pkg::MonStepWindow: begin
        write_o = 1'b1;
        addr_o = tuning_ctrl_pkg::TargetMonWindowAddr;
        wdata_o = {16'b0, window_i};
      end
      tuning_ctrl_pkg::MonStepPoll, tuning_ctrl_pkg::MonStepConfirm:
        addr_o = tuning_ctrl_pkg::TargetMonSequenceAddr;
      tuning_ctrl_pkg::MonStepInput: addr_o = tuning_ctrl_pkg::TargetMonSumAddr;
      tuning_ctrl_pkg::MonStepSum:
        addr_o = tuning_ctrl_pkg::TargetMonSumAddr + 16'd4 + {11'b0, layer_d, 2'b00};
      tuning_ctrl_pkg::MonStepGain:
        addr_o = tuning_ctrl_pkg::TargetTuneActiveAddr + {11'b0, layer_d, 2'b00};
      tuning_ctrl_pkg::MonStepStore: begin
        write_o = 1'b1;
        addr_o = tuning_ctrl_pkg::TargetTuneShadowAddr + {11'b0, layer_d, 2'b00};
        wdata_o = gain_done ? {setting_q[31:16], gain} : word_q;
      end
      tuning_ctrl_pkg::MonStepBack:
        addr_o = tuning_ctrl_pkg::TargetTuneShadowAddr + {11'b0, layer_d, 2'b00};
      tuning_ctrl_pkg::MonStepApply: begin
        write_o = 1'b1;
        addr_o = tuning_ctrl_pkg::TargetTuneCommitAddr;
        wdata_o = 32'd1;
      end
      default: ;
    endcase
  end

  assign update_o = step_q != tuning_ctrl_pkg::MonStepOff ||
                    step_d != tuning_ctrl_pkg::MonStepOff;
  assign setup_o = transfer_next && step_d != step_q;
  assign access_o = transfer && step_d == step_q;
  assign ends_o = ends;
  assign bus_o = transfer;
  assign error_o = error;
  assign step_o = step_q;
  assign layer_o = layer_q;
  assign retry_o = retry_q;
  assign sequence_o = sequence_q;
  assign next_o = next_q;
  assign moved_o = moved_q;
  assign windows_o = windows_q;
  assign commits_o = commits_q;

  `ASSERT(StepDeclared, step_q <= tuning_ctrl_pkg::MonStepApply)
  `ASSERT(LayerOnlyInLayerSteps, layer_q == '0 || step_q == tuning_ctrl_pkg::MonStepSum ||
          step_q == tuning_ctrl_pkg::MonStepGain || step_q == tuning_ctrl_pkg::MonStepDivide ||
          step_q == tuning_ctrl_pkg::MonStepStore || step_q == tuning_ctrl_pkg::MonStepBack)
  `ASSERT_NEXT(CommitOnlyWhatMoved, step_q == tuning_ctrl_pkg::MonStepConfirm && !moved_q,
               step_q != tuning_ctrl_pkg::MonStepApply)

  `COVER(DroppedTransferEnds, in_time && dropped_q)
  `COVER(DroppedTransferHangs, ends && !in_time && dropped_q)
  `COVER(StoppedInDivision, step_q == tuning_ctrl_pkg::MonStepDivide && !may_i)
  `COVER(Retry, takes_effect && step_q == tuning_ctrl_pkg::MonStepBack && again)
  `COVER(NoRetryLeft, fails && took)
  `COVER(NextWindowTooSoon, takes_effect && step_q == tuning_ctrl_pkg::MonStepConfirm &&
         prdata_i[15:0] != next_q)
  `COVER(NothingMoved, takes_effect && step_q == tuning_ctrl_pkg::MonStepConfirm && !moved_q)

endmodule
