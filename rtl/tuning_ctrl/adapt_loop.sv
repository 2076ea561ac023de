`include "prim/assert.svh"

// ADAPT: the last-layer loop (docs/controller.md, section 7.10). Passes over the stored answers, each
// image in four steps: its label is read; the sums of code x delta are formed, one an output; the
// outputs with them are compared; and, in a pass that learns, the deltas of the label and of its best
// rival move by the codes if the label does not lead by the margin. No image is replayed.
module adapt_loop (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,          // state is ADAPT
  input  logic        enter_i,           // it is entered at the end of this cycle
  input  logic        stopping_i,        // it is left by abort or error
  input  logic        start_i,           // START or ADAPT accepted: results are cleared

  input  logic [13:0] count_i,           // delta words
  input  logic [13:0] first_i,           // the first that is learned
  input  logic [7:0]  answers_i,
  input  logic [7:0]  max_epochs_i,
  input  logic [23:0] margin_i,
  input  logic [3:0]  shift_i,
  input  logic [7:0]  rate_i,            // STEP
  input  logic [3:0]  rate_shift_i,
  input  logic [9:0]  hidden_i,          // inputs of the last layer
  input  logic [4:0]  outputs_i,
  input  logic [7:0]  hidden_words_i,
  input  logic [10:0] stride_i,

  output logic        delta_re_o,
  output logic [12:0] delta_raddr_o,
  input  logic [31:0] delta_rdata_i,
  output logic        delta_we_o,
  output logic [12:0] delta_waddr_o,
  output logic [31:0] delta_wdata_o,
  output logic        store_re_o,
  output logic [11:0] store_raddr_o,
  input  logic [31:0] store_rdata_i,

  output logic        done_o,            // last cycle of ADAPT
  output logic        helped_o,
  output tuning_ctrl_pkg::adapt_step_e step_o,
  output tuning_ctrl_pkg::adapt_phase_e phase_o,
  output logic [7:0]  image_o,
  output logic [7:0]  epochs_o,
  output logic [7:0]  wrong_first_o,
  output logic [7:0]  wrong_last_o
);

  tuning_ctrl_pkg::adapt_step_e step_q;
  tuning_ctrl_pkg::adapt_phase_e phase_q;
  logic [13:0] cycle_q;                  // of the step, from 0
  logic [13:0] entries;                  // E
  logic [7:0]  image_q, epochs_q, wrong_first_q, wrong_last_q;
  logic [11:0] base_q;                   // of the image in the store
  logic        changed_q;

  logic in_label, in_sum, in_compare, in_update, step_over, image_over, pass_over, last_image;
  logic is_wrong, wrong, learn;

  assign in_label = step_q == tuning_ctrl_pkg::AdaptStepLabel;
  assign in_sum = step_q == tuning_ctrl_pkg::AdaptStepSum;
  assign in_compare = step_q == tuning_ctrl_pkg::AdaptStepCompare;
  assign in_update = step_q == tuning_ctrl_pkg::AdaptStepUpdate;
  assign entries = count_i - first_i;

  always_comb begin
    step_over = 1'b0;
    if (in_label) step_over = cycle_q == 14'd1;
    else if (in_compare) step_over = cycle_q == {9'b0, outputs_i} + 14'd1;
    else if (in_sum || in_update) step_over = cycle_q == entries + 14'd1;
  end
  assign image_over = step_over && ((in_compare && !learn) || in_update);
  assign last_image = image_q + 8'd1 == answers_i;
  assign pass_over = image_over && last_image;
  assign done_o = active_i && step_q == tuning_ctrl_pkg::AdaptStepNone;
  assign helped_o = wrong_last_q <= wrong_first_q;

  // Entries: word i is read in cycle i, its code in the next, and both are used in the one after.
  logic        read_entry, entry_here_q, in_layer, entry_q;
  logic [31:0] word_q;
  logic [3:0]  code;
  logic [3:0]  label_q, rival_q;

  assign read_entry = (in_sum || in_update) && cycle_q < entries;
  assign in_layer = entry_here_q && delta_rdata_i[31:18] < {4'b0, hidden_i} &&
                  delta_rdata_i[17:8] < {5'b0, outputs_i};
  assign delta_re_o = read_entry;
  assign delta_raddr_o = read_entry ? first_i[12:0] + cycle_q[12:0] : '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      entry_here_q <= 1'b0;
      entry_q      <= 1'b0;
      word_q       <= '0;
    end else begin
      entry_here_q <= read_entry;
      entry_q      <= in_layer;
      if (in_layer) word_q <= delta_rdata_i;
    end
  end

  always_comb begin
    store_re_o = 1'b0;
    store_raddr_o = '0;
    if (in_label && cycle_q == '0) begin
      store_re_o = 1'b1;
      store_raddr_o = base_q + {4'b0, hidden_words_i} + {7'b0, outputs_i};
    end else if (active_i && in_layer) begin
      store_re_o = 1'b1;
      store_raddr_o = base_q + {5'b0, delta_rdata_i[27:21]};
    end else if (in_compare && cycle_q < {9'b0, outputs_i}) begin
      store_re_o = 1'b1;
      store_raddr_o = base_q + {4'b0, hidden_words_i} + cycle_q[11:0];
    end
  end

  // Sums of code x delta, exact.
  localparam int unsigned SumWidth = 26;
  logic [SumWidth*tuning_ctrl_pkg::MaxOutputs-1:0] sums_q;
  logic signed [11:0] term;
  logic signed [SumWidth-1:0] sum;
  logic [3:0]  column;

  assign column = word_q[11:8];
  always_comb begin
    code = '0;
    term = '0;
    sum = '0;
    if (entry_q) begin
      code = store_rdata_i[4*word_q[20:18]+:4];
      term = 12'($signed({1'b0, code})) * 12'($signed(word_q[7:0]));
      if (in_sum) sum = $signed(sums_q[SumWidth*column+:SumWidth]) + SumWidth'(term);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sums_q <= '0;
    else if (in_label) sums_q <= '0;
    else if (in_sum && entry_q) sums_q[SumWidth*column+:SumWidth] <= sum;
  end

  logic       learnable;
  logic [4:0] output_number;             // of the output that was read in the last cycle
  logic       output_here;

  assign output_here = in_compare && cycle_q != '0 && cycle_q <= {9'b0, outputs_i};
  assign output_number = output_here ? cycle_q[4:0] - 5'd1 : 5'd0;

  adapt_compare u_compare (
    .clk_i, .rst_ni, .label_here_i(in_label), .output_here_i(output_here),
    .number_i(output_number), .word_i(store_rdata_i),
    .sum_i(sums_q[SumWidth*output_number[3:0]+:SumWidth]), .shift_i, .outputs_i, .margin_i,
    .label_o(label_q), .rival_o(rival_q), .wrong_o(is_wrong), .learnable_o(learnable)
  );
  assign wrong = in_compare && step_over && is_wrong;
  assign learn = in_compare && learnable && phase_q == tuning_ctrl_pkg::AdaptPhaseLearn;

  // A step of a delta.
  logic        towards, away;
  logic [12:0] change;
  logic signed [14:0] stepped;
  logic [7:0]  delta;
  logic [13:0] write_index;

  always_comb begin
    towards = 1'b0;
    away = 1'b0;
    change = '0;
    stepped = '0;
    delta = '0;
    if (in_update && entry_q) begin
      towards = column == label_q;
      away = column == rival_q;
      change = {9'b0, code} * {5'b0, rate_i};
      if (rate_shift_i != '0) change = change + (13'd1 << (rate_shift_i - 4'd1));
      change = change >> rate_shift_i;
      stepped = towards ? 15'($signed(word_q[7:0])) + $signed({2'b0, change})
                        : 15'($signed(word_q[7:0])) - $signed({2'b0, change});
      if (stepped > 15'sd127) delta = 8'h7f;
      else if (stepped < -15'sd128) delta = 8'h80;
      else delta = stepped[7:0];
    end
  end
  assign write_index = first_i + cycle_q - 14'd2;
  assign delta_we_o = (towards || away) && delta != word_q[7:0];
  assign delta_waddr_o = delta_we_o ? write_index[12:0] : '0;
  assign delta_wdata_o = delta_we_o ? {word_q[31:8], delta} : '0;

  logic unused_high_bits;
  assign unused_high_bits = ^{first_i[13], write_index[13], cycle_q[13:12]};

  // Steps, images, passes.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q  <= tuning_ctrl_pkg::AdaptStepNone;
      cycle_q <= '0;
      image_q <= '0;
      base_q  <= '0;
    end else if (enter_i) begin
      step_q  <= tuning_ctrl_pkg::AdaptStepLabel;
      cycle_q <= '0;
      image_q <= '0;
      base_q  <= '0;
    end else if (stopping_i || (pass_over && phase_q == tuning_ctrl_pkg::AdaptPhaseLast)) begin
      step_q  <= tuning_ctrl_pkg::AdaptStepNone;
      cycle_q <= '0;
      image_q <= '0;
    end else if (image_over) begin
      step_q  <= tuning_ctrl_pkg::AdaptStepLabel;
      cycle_q <= '0;
      image_q <= last_image ? 8'd0 : image_q + 8'd1;
      base_q  <= last_image ? 12'd0 : base_q + {1'b0, stride_i};
    end else if (step_over) begin
      cycle_q <= '0;
      if (in_label) step_q <= tuning_ctrl_pkg::AdaptStepSum;
      else if (in_sum) step_q <= tuning_ctrl_pkg::AdaptStepCompare;
      else step_q <= tuning_ctrl_pkg::AdaptStepUpdate;
    end else if (step_q != tuning_ctrl_pkg::AdaptStepNone) begin
      cycle_q <= cycle_q + 14'd1;
    end
  end

  logic epochs_over, last_next;
  assign epochs_over = epochs_q == max_epochs_i;
  assign last_next = epochs_over || (phase_q == tuning_ctrl_pkg::AdaptPhaseLearn && !changed_q &&
                                     !delta_we_o);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      phase_q       <= tuning_ctrl_pkg::AdaptPhaseFirst;
      epochs_q      <= '0;
      changed_q     <= 1'b0;
      wrong_first_q <= '0;
      wrong_last_q  <= '0;
    end else if (start_i) begin
      phase_q       <= tuning_ctrl_pkg::AdaptPhaseFirst;
      epochs_q      <= '0;
      wrong_first_q <= '0;
      wrong_last_q  <= '0;
    end else if (enter_i) begin
      phase_q   <= tuning_ctrl_pkg::AdaptPhaseFirst;
      changed_q <= 1'b0;
    end else begin
      if (pass_over && phase_q != tuning_ctrl_pkg::AdaptPhaseLast) begin
        changed_q <= 1'b0;
        if (last_next) phase_q <= tuning_ctrl_pkg::AdaptPhaseLast;
        else begin
          phase_q  <= tuning_ctrl_pkg::AdaptPhaseLearn;
          epochs_q <= epochs_q + 8'd1;
        end
      end else if (delta_we_o) changed_q <= 1'b1;
      if (wrong && phase_q == tuning_ctrl_pkg::AdaptPhaseFirst) begin
        wrong_first_q <= wrong_first_q + 8'd1;
      end
      if (wrong && phase_q == tuning_ctrl_pkg::AdaptPhaseLast) wrong_last_q <= wrong_last_q + 8'd1;
    end
  end

  assign step_o = step_q;
  assign phase_o = phase_q;
  assign image_o = image_q;
  assign epochs_o = epochs_q;
  assign wrong_first_o = wrong_first_q;
  assign wrong_last_o = wrong_last_q;

  `ASSERT(StepDeclared, step_q <= tuning_ctrl_pkg::AdaptStepUpdate)
  `ASSERT(PhaseDeclared, phase_q <= tuning_ctrl_pkg::AdaptPhaseLast)
  `ASSERT(StepsOnlyInAdapt, active_i || step_q == tuning_ctrl_pkg::AdaptStepNone)
  `ASSERT(LearnsOnlyWhenLearning, !delta_we_o || phase_q == tuning_ctrl_pkg::AdaptPhaseLearn)
  `ASSERT(RivalIsNotTheLabel, !in_update || rival_q != label_q)

  `COVER(DeltaSaturatesHigh, delta_we_o && stepped > 15'sd127)
  `COVER(DeltaSaturatesLow, delta_we_o && stepped < -15'sd128)
  `COVER(EntryOfNoColumn, active_i && entry_here_q && !in_layer)
  `COVER(SettledEarly, pass_over && last_next && !epochs_over)
  `COVER(StoppedWhileLearning, stopping_i && delta_we_o)

endmodule
