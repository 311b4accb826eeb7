// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {ClaimLine} from "../../src/ClaimLine.sol";
import {VenueTest, Withdrawal} from "../base/VenueTest.sol";
import {DenseModel} from "../base/DenseModel.sol";

/// @notice What ordinary claims take at most, and in which order.
contract ClaimLineTest is VenueTest {
    uint64 private constant HELD = 1_000_000_000;
    uint64 private constant PERIOD = 6;
    address private constant THIEF = address(0x7417F);

    Withdrawal[] private _list;
    Header private _header;

    function setUp() public override {
        super.setUp();
        _postGenesis();
        _deposit(ALICE, ALICE, HELD);
    }

    function test_ATenthIsPaidAtOnceAndATenthInAPeriodAfterIt() public {
        _withdraw(ALICE, 100_000_000);
        _withdraw(BOB, 50_000_000);
        _post();
        vm.assertTrue(_claim(0), "a tenth at once");
        vm.expectEmit(address(vault));
        uint64 due = uint64(block.timestamp) + 4;
        emit ClaimLine.ClaimWaits(1, BOB, 50_000_000, due);
        vm.assertTrue(!_claim(1), "and no more");
        vm.assertEq(vault.claimableFrom(1), due, "50 at 90 in six seconds");
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(ClaimLine.ClaimNotDue.selector, 1, due));
        this.claim(1);
        vm.warp(due);
        vm.assertTrue(_claim(1), "in its time");
        vm.assertEq(vault.claimableFrom(1), 0, "it has no place any more");
        vm.assertEq(token.balanceOf(BOB), 50_000_000, "paid");
    }

    function test_OneInventedClaimOfEverythingWaitsItsTenPeriodsToo() public {
        _withdraw(THIEF, HELD);
        _post();
        vm.assertTrue(!_claim(0), "not at once");
        uint64 due = vault.claimableFrom(0);
        vm.assertGe(due, block.timestamp + 9 * PERIOD - 1, "nine tenths at a tenth a period");
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(ClaimLine.ClaimNotDue.selector, 0, due));
        this.claim(0);
    }

    function test_WhoWasShownFirstIsNotOvertakenByALaterLie() public {
        _withdraw(ALICE, 200_000_000);
        _withdraw(THIEF, 700_000_000);
        _withdraw(BOB, 60_000_000);
        _post();
        _claim(0);
        _claim(1);
        _claim(2);
        vm.warp(vault.claimableFrom(0));
        vm.assertTrue(_claim(0), "Alice");
        vm.assertGe(vault.claimableFrom(1), block.timestamp + 6 * PERIOD, "long before the lie");
    }

    function test_AnOwnerWhoNeverComesKeepsNobodyWaiting() public {
        _withdraw(ALICE, 300_000_000);
        _withdraw(BOB, 100_000_000);
        _post();
        _claim(0);
        _claim(1);
        vm.warp(vault.claimableFrom(1));
        vm.assertTrue(_claim(1), "nobody has to claim Alice's first");
        vm.assertTrue(_claim(0), "and hers is still there");
    }

    function test_TheLastIsPaidWithinTenPeriodsThoughTheVaultShrinks() public {
        for (uint64 i = 0; i < 20; ++i) _withdraw(address(uint160(0x5000 + i)), 50_000_000);
        _post();
        for (uint64 i = 0; i < 20; ++i) _claim(i);
        uint256 start = block.timestamp;
        for (uint64 i = 2; i < 20; ++i) {
            vm.warp(vault.claimableFrom(i));
            vm.assertTrue(_claim(i), "each in its time");
        }
        vm.assertLe(block.timestamp, start + 10 * PERIOD, "ten periods");
        vm.assertEq(token.balanceOf(address(vault)), BOND, "all of it");
    }

    function test_NobodyTakesAPlaceThatNothingStandsBehind() public {
        _withdraw(ALICE, 900_000_000);
        _withdraw(THIEF, 100_000_001);
        _post();
        _claim(0);
        bytes4 selector = ClaimLine.VaultShort.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, 100_000_000, 100_000_001));
        this.claim(1);
    }

    function testFuzz_NoPeriodPaysMoreThanWhatWasSavedUpAndATenth(uint256 seed) public {
        for (uint64 i = 0; i < 12; ++i) {
            uint64 amount = uint64(uint256(keccak256(abi.encode(seed, i))) % 80_000_000);
            _withdraw(address(uint160(0x5000 + i)), 1 + amount);
        }
        _post();
        uint256 paid = 0;
        uint256 end = block.timestamp + PERIOD;
        for (uint256 step = 0; block.timestamp <= end; ++step) {
            uint256 random = uint256(keccak256(abi.encode(seed, "step", step)));
            uint64 which = uint64(random % 12);
            if (!vault.isPaid(which)) {
                try this.claim(which) returns (bool done) {
                    if (done) paid += _list[which].amount;
                } catch {}
            }
            vm.warp(block.timestamp + (random >> 128) % 2);
        }
        vm.assertLe(paid, 2 * HELD / 10 + 20, "a tenth at once and a tenth in the period");
    }

    function claim(uint64 which) external returns (bool) {
        return _claim(which);
    }

    function _withdraw(address owner, uint64 amount) private {
        _list.push(Withdrawal(uint64(_list.length), owner, amount));
    }

    function _post() private {
        _header = _settle(_list);
    }

    function _claim(uint64 which) private returns (bool) {
        Withdrawal memory w = _list[which];
        (uint64 path, bytes32[] memory siblings) = DenseModel.proof(_leaves(_list), which);
        return vault.claim(_header, w.index, w.owner, w.amount, path, siblings);
    }
}
