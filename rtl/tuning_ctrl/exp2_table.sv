// Sixty-four steps of an octave, UQ1.12: floor(4096 x 2^(f / 64) + 1/2).
module exp2_table (
  input  logic        enable_i,   // 0 holds the output at 0
  input  logic [5:0]  index_i,    // f
  output logic [12:0] entry_o
);

  always_comb begin
    entry_o = '0;
    if (enable_i) begin
      case (index_i)
        6'd0: entry_o = 13'd4096;
        6'd1: entry_o = 13'd4141;
        6'd2: entry_o = 13'd4186;
        6'd3: entry_o = 13'd4231;
        6'd4: entry_o = 13'd4277;
        6'd5: entry_o = 13'd4324;
        6'd6: entry_o = 13'd4371;
        6'd7: entry_o = 13'd4419;
        6'd8: entry_o = 13'd4467;
        6'd9: entry_o = 13'd4515;
        6'd10: entry_o = 13'd4565;
        6'd11: entry_o = 13'd4614;
        6'd12: entry_o = 13'd4664;
        6'd13: entry_o = 13'd4715;
        6'd14: entry_o = 13'd4767;
        6'd15: entry_o = 13'd4819;
        6'd16: entry_o = 13'd4871;
        6'd17: entry_o = 13'd4924;
        6'd18: entry_o = 13'd4978;
        6'd19: entry_o = 13'd5032;
        6'd20: entry_o = 13'd5087;
        6'd21: entry_o = 13'd5142;
        6'd22: entry_o = 13'd5198;
        6'd23: entry_o = 13'd5255;
        6'd24: entry_o = 13'd5312;
        6'd25: entry_o = 13'd5370;
        6'd26: entry_o = 13'd5428;
        6'd27: entry_o = 13'd5487;
        6'd28: entry_o = 13'd5547;
        6'd29: entry_o = 13'd5607;
        6'd30: entry_o = 13'd5668;
        6'd31: entry_o = 13'd5730;
        6'd32: entry_o = 13'd5793;
        6'd33: entry_o = 13'd5856;
        6'd34: entry_o = 13'd5919;
        6'd35: entry_o = 13'd5984;
        6'd36: entry_o = 13'd6049;
        6'd37: entry_o = 13'd6115;
        6'd38: entry_o = 13'd6182;
        6'd39: entry_o = 13'd6249;
        6'd40: entry_o = 13'd6317;
        6'd41: entry_o = 13'd6386;
        6'd42: entry_o = 13'd6455;
        6'd43: entry_o = 13'd6526;
        6'd44: entry_o = 13'd6597;
        6'd45: entry_o = 13'd6668;
        6'd46: entry_o = 13'd6741;
        6'd47: entry_o = 13'd6814;
        6'd48: entry_o = 13'd6889;
        6'd49: entry_o = 13'd6964;
        6'd50: entry_o = 13'd7039;
        6'd51: entry_o = 13'd7116;
        6'd52: entry_o = 13'd7194;
        6'd53: entry_o = 13'd7272;
        6'd54: entry_o = 13'd7351;
        6'd55: entry_o = 13'd7431;
        6'd56: entry_o = 13'd7512;
        6'd57: entry_o = 13'd7594;
        6'd58: entry_o = 13'd7677;
        6'd59: entry_o = 13'd7760;
        6'd60: entry_o = 13'd7845;
        6'd61: entry_o = 13'd7930;
        6'd62: entry_o = 13'd8016;
        6'd63: entry_o = 13'd8104;
        default: entry_o = '0;
      endcase
    end
  end

endmodule
